/**
 * sparkify as a library. Light on purpose: every sparkify.config.ts imports this module, so what needs an engine is
 * imported when it is called.
 *
 *     import { build, check, loadProject } from 'sparkify';
 *
 *     const { diagnostics } = await check({ projectDir: 'lake' });
 *     const { exitCode } = await build({ projectDir: 'lake', target: 'prod' });
 */

export type { CheckedProject, LoadedProject } from './check/checked-project.ts';
export type { Column } from './columns/column.ts';
export type {
  CompiledModel,
  CompiledNode,
  CompiledSeed,
  CompiledSnapshot,
  CompiledSource,
  CompiledTest,
} from './compile/node.ts';
export type { Config } from './config/config.ts';
export { type GlueOptions, glue } from './config/define-catalog.ts';
export {
  type ConfigInput,
  type DuckDbOptions,
  defineConfig,
  duckdb,
  type EmrInstancesOptions,
  type EmrMachines,
  type EmrOptions,
  type EmrServerlessOptions,
  emr,
  emrServerless,
  type SparkOptions,
  spark,
} from './config/define-config.ts';
export type { ProjectOptions } from './config/load-config.ts';
export type { DiagnosticCode } from './diagnostics/codes.ts';
export type { Diagnostic, Severity } from './diagnostics/diagnostic.ts';
export type { SourcePosition } from './diagnostics/position.ts';
export { SparkifyError } from './diagnostics/sparkify-error.ts';
export type { WarnCode, WarnPolicy } from './diagnostics/warn-policy.ts';
export type { Graph } from './graph/graph.ts';
export {
  type ColumnProperties,
  defineModel,
  type ModelContext,
  type ModelDefinition,
  type ModelInput,
  type ModelSettings,
} from './project/define-model.ts';
export * from './project/register.ts';
export type { CheckOptions } from './run/check-project.ts';
export type { EmitRunEvent, NodeResult, RunEvent } from './run/run-event.ts';
export type { RunOptions, RunSummary } from './run/run-options.ts';
export type { OpenLakeOptions, PublishedLake } from './typing/open-lake.ts';

import type { CheckedProject, LoadedProject } from './check/checked-project.ts';
import type { ProjectOptions } from './config/load-config.ts';
import type { RegisteredTables } from './project/register.ts';
import type { CheckOptions } from './run/check-project.ts';
import type { RunOptions, RunSummary } from './run/run-options.ts';
import type { OpenLakeOptions, PublishedLake } from './typing/open-lake.ts';

type CommandOptions = Omit<RunOptions, 'command'>;

/**
 * Reads and compiles a project, touching neither data nor engine.
 *
 * @throws SparkifyError `no-project`, `bad-config`, `unknown-target`; what is wrong in project files is in `diagnostics`
 */
export async function loadProject(options: ProjectOptions = {}): Promise<LoadedProject> {
  const sparkify = await import('./sparkify.ts');
  return sparkify.loadProject(options);
}

/** Binds every query against empty tables: all errors at once, and the columns of every table. */
export async function check(options: CheckOptions = {}): Promise<CheckedProject> {
  const sparkify = await import('./sparkify.ts');
  return sparkify.check(options);
}

/** Runs seeds, models, snapshots and tests, and publishes them as one release unless something fails. */
export function build(options: CommandOptions = {}): Promise<RunSummary> {
  return execute({ ...options, command: 'build' });
}

/** Runs models and publishes them without testing. */
export function run(options: CommandOptions = {}): Promise<RunSummary> {
  return execute({ ...options, command: 'run' });
}

/** Runs data tests on what is published. */
export function test(options: CommandOptions = {}): Promise<RunSummary> {
  return execute({ ...options, command: 'test' });
}

/** Loads and publishes seeds. */
export function seed(options: CommandOptions = {}): Promise<RunSummary> {
  return execute({ ...options, command: 'seed' });
}

/** Takes snapshots and publishes them. */
export function snapshot(options: CommandOptions = {}): Promise<RunSummary> {
  return execute({ ...options, command: 'snapshot' });
}

/**
 * Opens the published release of a lake for reading, as a Kysely over its tables. Close it with `destroy()`, or declare it with
 * `await using`. Without type arguments its tables are those of the project's generated types.
 *
 * @example
 *     await using lake = await openLake({ projectDir: 'my_lake' });
 *     const rows = await lake.selectFrom('songplays').select('level').distinct().execute();
 * @throws SparkifyError `nothing-published`, `unknown-release`, and what is wrong with the project's config
 */
export async function openLake<Tables = RegisteredTables>(
  options: OpenLakeOptions = {},
): Promise<PublishedLake<Tables>> {
  const typing = await import('./typing/open-lake.ts');
  return typing.openLake<Tables>(options);
}

async function execute(options: RunOptions): Promise<RunSummary> {
  const sparkify = await import('./sparkify.ts');
  return sparkify.execute(options);
}
