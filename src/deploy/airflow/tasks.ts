import { type DagTask, taskIds } from './dag.ts';

/** The whole project as one command. */
export function buildTask(words: readonly string[]): readonly DagTask[] {
  return [{ id: 'build', after: [], operator: { kind: 'bash', words } }];
}

export interface ClusterTasksOptions {
  /** What EMR is asked for. */
  readonly cluster: object;
  readonly region: string | undefined;
  /** The build, on the cluster that the variable names. */
  readonly words: readonly string[];
  readonly variable: string;
}

/** A cluster that is created, built on, and terminated whatever became of the build. */
export function clusterTasks({ cluster, region, words, variable }: ClusterTasksOptions): readonly DagTask[] {
  const [create, build, terminate] = ['create_cluster', 'build', 'terminate_cluster'];
  const id = `{{ ti.xcom_pull(task_ids="${create}") }}`;
  const region_name = region === undefined ? {} : { region_name: region };
  return [
    {
      id: create,
      after: [],
      operator: { kind: 'create-cluster', arguments: { job_flow_overrides: cluster, ...region_name } },
    },
    {
      id: build,
      after: [create],
      operator: { kind: 'bash', words, templates: { [variable]: id } },
    },
    {
      id: terminate,
      after: [create, build],
      operator: {
        kind: 'terminate-cluster',
        arguments: { trigger_rule: 'all_done', ...region_name },
        templates: { job_flow_id: id },
      },
    },
    // A run ends as its last tasks do, and the one that terminates ends well whatever the build did.
    { id: 'outcome', after: [build], operator: { kind: 'bash', words: [], script: 'true' } },
  ];
}

/** A table that a task of its own computes. */
export interface TableTask {
  readonly name: string;
  /** The command, and what selects this table alone, e.g. `run --select fqn:shop.users`. */
  readonly words: readonly string[];
  /** Names of tables that it reads. */
  readonly reads: readonly string[];
}

export interface TableTasksOptions {
  readonly tables: readonly TableTask[];
  /** What every command gets beside. */
  readonly common: readonly string[];
  /** What tells which tables are published; nothing for all. */
  readonly selection: readonly string[];
  /** Whether there is any test to run. */
  readonly hasTests: boolean;
}

/**
 * A task for each table, then one that tests them all together, then one that publishes. What they add to has a name of its
 * own for every run of the DAG, and for every time that the first task is cleared.
 */
export function tableTasks({ tables, common, selection, hasTests }: TableTasksOptions): readonly DagTask[] {
  const variable = 'SPARKIFY_CANDIDATE';
  const [first, test, publish, ...ids] = taskIds([
    'candidate',
    'test',
    'publish',
    ...tables.map(({ name }) => name),
  ]);
  const idOf = new Map(tables.map(({ name }, index) => [name, ids[index]!]));
  const templates = { [variable]: `{{ ti.xcom_pull(task_ids="${first}") }}` };
  const bash = (words: readonly string[]) => ({ kind: 'bash' as const, words, variable, templates });
  const before = ids.length === 0 ? [first!] : ids;
  return [
    {
      id: first!,
      after: [],
      operator: {
        kind: 'bash',
        words: [],
        script: 'echo "airflow-$(date -u +%Y%m%dT%H%M%SZ)-$RANDOM$RANDOM"',
      },
    },
    ...tables.map(({ words, reads, name }): DagTask => {
      const parents = reads.flatMap(table => idOf.get(table) ?? []);
      const operator = bash([...words, ...common, '--candidate']);
      return { id: idOf.get(name)!, after: [first!, ...parents], operator };
    }),
    ...(hasTests
      ? [{ id: test!, after: before, operator: bash(['test', ...selection, ...common, '--candidate']) }]
      : []),
    {
      id: publish!,
      after: hasTests ? [test!] : before,
      operator: bash(['releases', 'publish', ...selection, ...common, '--']),
    },
  ];
}
