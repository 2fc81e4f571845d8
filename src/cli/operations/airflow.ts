import type { LoadedProject } from '../../check/checked-project.ts';
import { lakeName } from '../../columns/table-name.ts';
import { isTest } from '../../compile/is-test.ts';
import { type BuiltNode, isPublished } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { selectionFolders } from '../../config/selection-folders.ts';
import { type EmrTarget, isAmazon } from '../../config/target.ts';
import { type DagTask, renderDag } from '../../deploy/airflow/dag.ts';
import { buildTask, clusterTasks, type TableTask, tableTasks } from '../../deploy/airflow/tasks.ts';
import { badUsage } from '../../diagnostics/bad-usage.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { clusterOf } from '../../engines/emr/emr-job.ts';
import { fqn } from '../../graph/fqn.ts';
import { findBehind } from '../../run/behind.ts';
import { selectionWords } from '../../run/joint-task.ts';
import { loadProject } from '../../sparkify.ts';
import {
  environmentOf,
  requireUnattended,
  type ScheduledOptions,
  targetArguments,
  withVariable,
  yesArguments,
} from './scheduled-build.ts';
import { type Selecting, select } from './select.ts';

export interface AirflowOptions extends ScheduledOptions {
  /** `build`: one command; `cluster`: with a cluster for it; `models`: a task for each table. */
  readonly tasks: 'build' | 'cluster' | 'models';
  /** Where the project lies on workers; undefined: where it lies here. */
  readonly folder: string | undefined;
  /** The words that start sparkify there. */
  readonly program: readonly string[];
}

/** By this variable a config takes the cluster that was created for a build. */
const clusterVariable = 'SPARKIFY_EMR_CLUSTER';
/** As an id of a cluster looks. */
const anyCluster = 'j-0EXPORTEXPORT';
/** What else than EMR may take that long. */
const defaultMinutes = 720;

/** A DAG that builds the project every day. Reads no data. */
export async function airflow(
  options: ProjectOptions & Selecting,
  asked: AirflowOptions,
): Promise<{ readonly text: string; readonly warnings: readonly Diagnostic[] }> {
  if (options.state !== undefined)
    throw badUsage(
      '--state compares with what an earlier run left, and a DAG builds the same every day.',
      'Leave it out, and select by name, path or tag.',
    );
  const load = () => loadProject(options);
  const project = await (asked.tasks === 'cluster'
    ? withVariable(clusterVariable, anyCluster, load)
    : load());
  throwOnErrors(project.diagnostics);
  const { config } = project;
  requireUnattended(config);
  const { tasks, warnings } = await tasksOf(project, options, asked);
  const text = renderDag({
    ...{ project: config.name, target: config.target.name, at: asked.at, tasks },
    ...{ folder: asked.folder ?? config.projectDir, program: asked.program },
    environment: environmentOf(config, asked),
    timeoutMinutes: minutesOf(config),
    sharesDatabase: config.target.type === 'duckdb' && config.target.database !== ':memory:',
  });
  return { text, warnings: [...project.diagnostics, ...warnings] };
}

/** Who waits for a job on EMR waits a little longer than it may take. */
function minutesOf({ target }: Config): number {
  return 'timeoutMinutes' in target ? target.timeoutMinutes + 60 : defaultMinutes;
}

interface FoundTasks {
  readonly tasks: readonly DagTask[];
  readonly warnings: readonly Diagnostic[];
}

async function tasksOf(
  project: LoadedProject,
  options: Selecting,
  asked: AirflowOptions,
): Promise<FoundTasks> {
  const { config } = project;
  if (asked.tasks === 'models') return modelTasks(project, options, asked);
  const words = [
    'build',
    ...selectionWords(options),
    ...targetArguments(config, asked),
    ...yesArguments(config),
  ];
  if (asked.tasks === 'build') return { tasks: buildTask(words), warnings: [] };
  const target = clusterTarget(config);
  const cluster = clusterOf(target, config.name);
  const region = target.region ?? target.s3.region;
  return { tasks: clusterTasks({ cluster, region, words, variable: clusterVariable }), warnings: [] };
}

function clusterTarget({ target }: Config): EmrTarget {
  if (target.type !== 'emr')
    throw badUsage(
      `The target ${target.name} builds on no cluster of EMR, so there is none to create.`,
      'Choose a --target of `emr()`, or leave --cluster out.',
    );
  if (target.cluster !== anyCluster)
    throw badUsage(
      `The target ${target.name} does not take its cluster from ${clusterVariable}, so it would not build on the one that is created.`,
      `Write \`cluster: process.env.${clusterVariable}\` in sparkify.config.ts, or leave --cluster out: then each build creates its own.`,
    );
  return target;
}

async function modelTasks(
  project: LoadedProject,
  options: Selecting,
  asked: AirflowOptions,
): Promise<FoundTasks> {
  const { config, nodes, graph } = project;
  if (isAmazon(config.target))
    throw badUsage(
      `A task for each model of the target ${config.target.name} would start as many jobs on EMR.`,
      'Leave --per-model out: models run side by side in one job.',
    );
  const { nodes: selected, warnings } = await select(project, options);
  const tables = selected.filter(isPublished);
  if (tables.length === 0)
    throw badUsage('Nothing that is published is selected, so there is no task.', 'See `sparkify ls`.');
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const taskOf = async (table: BuiltNode): Promise<TableTask> => ({
    name: lakeName(table.relation),
    words: await tableWords(table, project),
    reads: findBehind([table.uniqueId], graph, byId).tables,
  });
  return {
    tasks: tableTasks({
      tables: await Promise.all(tables.map(taskOf)),
      common: targetArguments(config, asked),
      selection: selectionWords(options),
      hasTests: selected.some(isTest),
    }),
    warnings,
  };
}

const commands = { model: 'run', seed: 'seed', snapshot: 'snapshot' } as const;

/** What computes this table and no other. Throws SparkifyError `bad-usage` when it cannot be named alone. */
async function tableWords(table: BuiltNode, project: LoadedProject): Promise<readonly string[]> {
  const selector = `fqn:${fqn(table, selectionFolders(project.config)).join('.')}`;
  const { nodes: found } = await select(project, { select: [selector], resourceTypes: [table.resourceType] });
  const others = found.filter(isPublished).filter(({ uniqueId }) => uniqueId !== table.uniqueId);
  if (others.length > 0 || !found.includes(table))
    throw badUsage(
      `${table.file} cannot be selected by its name alone, so it cannot have a task of its own.`,
      'Rename it, without spaces, commas, dots and signs like * and +, and not as a folder beside it; or leave --per-model out.',
    );
  return [commands[table.resourceType], '--select', selector];
}
