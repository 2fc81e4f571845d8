import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { PortableQuery } from '../../check/checked-project.ts';
import type { CompiledSnapshot, TableNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { FilesWork } from '../../engines/job.ts';
import type { Lake } from '../../release/lake.ts';
import type { TableChange } from '../../release/table-change.ts';
import type { DataAccess } from '../../storage/data-access.ts';
import type { RunContext } from '../execute-run.ts';
import type { Resumption } from '../prepare-run.ts';
import type { Reading } from '../reading.ts';
import type { Recipes } from '../recipes.ts';
import type { NodeResult } from '../run-event.ts';
import type { RunPlan } from '../run-plan.ts';
import type { SourceFiles } from '../source-files.ts';
import { placeToRead, type TablesToRead, tableToRead } from '../table-to-read.ts';
import { executeJob } from './execute-job.ts';
import { createJobWriter, type JobWriterOptions } from './job-writer.ts';
import { followsFrom, joinedJob } from './join-job.ts';
import { openJobPlace } from './open-job-place.ts';
import { createRawLines, type RawLines } from './raw-lines.ts';

export interface JobRunOptions {
  readonly config: Config;
  readonly context: RunContext;
  readonly queries: Readonly<Record<string, PortableQuery>>;
  readonly filesOf: SourceFiles;
  readonly lake: Lake;
  readonly data: DataAccess;
  readonly tables: TablesToRead;
  /** Undefined when nothing of the plan is published. */
  readonly writing: Pick<JobWriterOptions, 'build' | 'sampled' | 'onWritten'> | undefined;
  readonly recipes: Recipes;
  readonly resumption: Resumption | undefined;
}

/** A run of which models, seeds and data tests are one job on Spark. */
export interface JobRun {
  readonly lines: RawLines;
  execute(plan: RunPlan): Promise<readonly NodeResult[]>;
  changes(): readonly TableChange[];
}

export function createJobRun(options: JobRunOptions): JobRun {
  const { config, context, lake, data, tables, writing, queries } = options;
  const folder = join(config.projectDir, config.targetPath, 'jobs', randomUUID());
  const place = openJobPlace({ config, lake, build: writing?.build, emit: context.emit, folder });
  const lines = createRawLines({ ...options, ...context, place });
  const jobWriter = writing && createJobWriter({ lake, data, isRemote: place.isRemote, ...writing });
  const releasedFiles = async (node: TableNode) => {
    const table = tableToRead(node, tables);
    if (table === undefined) throw new Error(`the base release has no table for ${node.uniqueId}`);
    const place = placeToRead(node, tables, { lake, data });
    const files = 'fileList' in table ? await place.lake.files(table) : table.files;
    const readable = files.map(({ path }) => ({ path: place.data.address(path) }));
    return byBase(readable, table.partitionColumns.length);
  };
  return {
    lines,
    changes: () => jobWriter?.changes() ?? [],
    async execute(plan) {
      try {
        return await executeJob(plan, {
          ...context,
          ...{ lines, jobWriter, place, folder, queries, joins: joinedJob(options.resumption) },
          followsFrom: tasks => followsFrom(tasks, options.recipes, queries),
          projectDir: config.projectDir,
          releasedFiles,
        });
      } finally {
        await jobWriter?.close();
      }
    },
  };
}

/** @throws SparkifyError `bad-usage` for what only DuckDB reads less of */
export function refuseReading({ target }: Pick<Config, 'target'>, reading: Reading | undefined): void {
  if (reading === undefined) return;
  const option = reading === 'nothing' ? '--empty' : '--sample';
  throw new SparkifyError('bad-usage', `The target ${target.name} runs on Spark, which knows no ${option}.`, {
    exitCode: 2,
    hint: 'Leave it out, or choose a target on DuckDB.',
  });
}

/** @throws SparkifyError `bad-usage` for tables that would lose what they have, since Spark adds nothing to a table */
export function refuseAdding(
  { target }: Pick<Config, 'target'>,
  { tasks }: RunPlan,
  adding: ReadonlySet<string>,
): void {
  const taken = tasks.find(({ kind, node }) => kind === 'compute' && node.resourceType === 'snapshot');
  if (taken !== undefined) throw refusedSnapshot(target.name, taken.node as CompiledSnapshot);
  const added = tasks.find(({ kind, node }) => kind === 'compute' && adding.has(node.uniqueId));
  if (added === undefined) return;
  throw new SparkifyError(
    'bad-usage',
    `The target ${target.name} runs on Spark, which adds nothing to the incremental table ${added.node.name}.`,
    {
      exitCode: 2,
      hint: 'Leave it out with --exclude, compute it from scratch with --full-refresh, or choose a target on DuckDB.',
    },
  );
}

function refusedSnapshot(target: string, { name, at }: CompiledSnapshot): SparkifyError {
  return new SparkifyError(
    'bad-usage',
    `The target ${target} runs on Spark, and the snapshot ${name} can be taken by DuckDB only.`,
    {
      exitCode: 2,
      at,
      hint: "Leave it out with --exclude resource_type:snapshot, or write enabled=(target.type == 'duckdb') in its config(), or choose a target on DuckDB.",
    },
  );
}

/** The files of a table, by the folder that its partitions lie below. */
function byBase(files: readonly { readonly path: string }[], segments: number): FilesWork['groups'] {
  const baseOf = (path: string) => {
    let base = dirname(path);
    for (let step = 0; step < segments; step++) base = dirname(base);
    return base;
  };
  return [...Map.groupBy(files, ({ path }) => baseOf(path))].map(([base, group]) => ({
    base,
    paths: group.map(({ path }) => path),
  }));
}
