import type { DailyTime } from '../daily-time.ts';
import { pythonLiteral, shellWords, untemplated, untemplatedValue } from './literals.ts';

/** What Airflow runs, one after the other or side by side. */
export interface DagTask {
  /** A name for Airflow; `taskIds` makes one. */
  readonly id: string;
  /** Ids of tasks that come first. */
  readonly after: readonly string[];
  readonly operator: BashTask | EmrTask;
}

export interface BashTask {
  readonly kind: 'bash';
  /** What the program is given. */
  readonly words: readonly string[];
  /** A variable of the shell that follows them, in quotes. */
  readonly variable?: string;
  /** Variables that are templates of Airflow. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Runs this in place of the program. Text of the exporter alone. */
  readonly script?: string;
}

export interface EmrTask {
  readonly kind: 'create-cluster' | 'terminate-cluster';
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Templates of Airflow. */
  readonly templates?: Readonly<Record<string, string>>;
}

export interface Dag {
  readonly project: string;
  readonly target: string;
  readonly at: DailyTime;
  /** Where the project lies on workers. */
  readonly folder: string;
  /** The words that start the program. */
  readonly program: readonly string[];
  /** Variables of every command. */
  readonly environment: Readonly<Record<string, string>>;
  /** After so long a task is stopped. */
  readonly timeoutMinutes: number;
  readonly tasks: readonly DagTask[];
  /** Whether all tasks open one file of DuckDB, which lets in one process at a time. */
  readonly sharesDatabase: boolean;
}

const retries = 1;
const retryMinutes = 5;

/** A DAG of Airflow 2 or 3 as a Python file. Every text of the project stands in it as a literal. The same input gives the same bytes. */
export function renderDag(dag: Dag): string {
  const { project, target, at } = dag;
  const when = `${pad(at.hour)}:${pad(at.minute)} ${at.timezone}`;
  const title = `The sparkify project ${project} on the target ${target}, every day at ${when}.`;
  const hasEmr = dag.tasks.some(({ operator }) => operator.kind !== 'bash');
  const variables = new Map(dag.tasks.map(({ id }, index) => [id, `task_${index + 1}`]));
  return [
    '# Written by `sparkify export airflow`.',
    'from datetime import timedelta',
    '',
    'import pendulum',
    ...(hasEmr ? [emrImport] : []),
    '',
    ...versionImports,
    '',
    `PROJECT = ${pythonLiteral(untemplated(dag.folder))}`,
    `ENVIRONMENT = ${pythonLiteral(untemplatedValue(dag.environment))}`,
    '',
    'with DAG(',
    `    dag_id=${pythonLiteral(airflowId(`sparkify_${project}_${target}`))},`,
    `    description=${pythonLiteral(title)},`,
    `    schedule=${pythonLiteral(`${at.minute} ${at.hour} * * *`)},`,
    `    start_date=pendulum.datetime(2026, 1, 1, tz=${pythonLiteral(at.timezone)}),`,
    '    catchup=False,',
    '    # Of two at once, the second would find the lake changed.',
    '    max_active_runs=1,',
    ...(dag.sharesDatabase ? ['    # They share a file of DuckDB.', '    max_active_tasks=1,'] : []),
    '    default_args={',
    `        "retries": ${retries},`,
    `        "retry_delay": timedelta(minutes=${retryMinutes}),`,
    `        "execution_timeout": timedelta(minutes=${dag.timeoutMinutes}),`,
    '    },',
    '    tags=["sparkify"],',
    '):',
    ...dag.tasks.flatMap(task => [...taskLines(task, variables.get(task.id)!, dag), '']),
    ...dag.tasks.flatMap(task => edgeLines(task, variables)),
    '',
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

const emrImport =
  'from airflow.providers.amazon.aws.operators.emr import EmrCreateJobFlowOperator, EmrTerminateJobFlowOperator';

const versionImports = [
  'try:',
  '    from airflow.sdk import DAG',
  '    from airflow.providers.standard.operators.bash import BashOperator',
  'except ImportError:  # Airflow 2',
  '    from airflow import DAG',
  '    from airflow.operators.bash import BashOperator',
];

function taskLines({ id, operator }: DagTask, variable: string, { program }: Dag): readonly string[] {
  const line = (name: string, value: string) => `        ${name}=${value},`;
  const head = line('task_id', pythonLiteral(id));
  if (operator.kind !== 'bash') {
    const name =
      operator.kind === 'create-cluster' ? 'EmrCreateJobFlowOperator' : 'EmrTerminateJobFlowOperator';
    const given = Object.entries(operator.arguments).map(([key, value]) =>
      line(key, pythonLiteral(untemplatedValue(value))),
    );
    const templates = Object.entries(operator.templates ?? {}).map(([key, text]) =>
      line(key, pythonLiteral(text)),
    );
    return [`    ${variable} = ${name}(`, head, ...given, ...templates, '    )'];
  }
  const { words, variable: last, templates, script } = operator;
  const command = script ?? `${shellWords([...program, ...words])}${last === undefined ? '' : ` "$${last}"`}`;
  const environment =
    templates === undefined ? 'ENVIRONMENT' : `{**ENVIRONMENT, ${pythonLiteral(templates).slice(1)}`;
  return [
    `    ${variable} = BashOperator(`,
    head,
    // A command that ended in .sh would be taken for a file.
    line('bash_command', pythonLiteral(`${command} `)),
    ...[line('cwd', 'PROJECT'), line('env', environment), line('append_env', 'True')],
    '    )',
  ];
}

function edgeLines({ id, after }: DagTask, variables: ReadonlyMap<string, string>): readonly string[] {
  const before = after.map(other => variables.get(other)!);
  return before.length === 0 ? [] : [`    [${before.join(', ')}] >> ${variables.get(id)}`];
}

/** What Airflow takes for a name: letters, digits, dashes, dots and underscores, up to 250. */
function airflowId(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_').slice(0, 200);
}

/** Ids that differ, in the order of the names. */
export function taskIds(names: readonly string[]): readonly string[] {
  const given = new Set<string>();
  return names.map(name => {
    const wanted = airflowId(name);
    let id = wanted;
    for (let count = 2; given.has(id.toLowerCase()); count++) id = `${wanted}_${count}`;
    given.add(id.toLowerCase());
    return id;
  });
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
