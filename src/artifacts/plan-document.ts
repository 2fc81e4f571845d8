import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import type { ColumnDifference } from '../release/diff.ts';
import type { BuildPlan, PlannedSource } from '../run/plan/build-plan.ts';
import type { RunReason } from '../run/plan/run-reason.ts';
import type { ListedFile } from '../run/plan/source-news.ts';
import type { PlannedOptions } from '../run/run-options.ts';
import type { Invocation } from './invocation.ts';
import { artifactMetadata } from './metadata.ts';
import { PLAN_VERSION, type PlanDocument } from './plan-schema.ts';

export interface PlanContext {
  readonly config: Config;
  readonly invocation: Invocation;
  /** Of sparkify. */
  readonly version: string;
  readonly options: PlannedOptions;
  /** Names of the variables that `--vars` gave. */
  readonly vars: readonly string[];
  /** A reason in words, of the node with a unique id. */
  readonly tell: (reason: RunReason, id: string) => string;
}

/** How many files of a kind are named: all of a daily delivery, and not a million of a first build. */
const namedFiles = 1000;

/** What a build would do, in a form of sparkify's own: dbt has no such artifact. */
export function planDocument(plan: BuildPlan, context: PlanContext): PlanDocument {
  const { config, invocation } = context;
  const { generated_at, invocation_id } = artifactMetadata('manifest', invocation);
  const { name, type, lake, memoryLimit } = config.target;
  return {
    metadata: {
      sparkify_schema_version: PLAN_VERSION,
      sparkify_version: context.version,
      ...{ generated_at, invocation_id },
    },
    project: config.name,
    target: { name, type, lake },
    command: 'build',
    args: planArguments(plan, context),
    base: plan.base ?? null,
    nodes: plan.nodes.map(each => nodeEntry(each, context)),
    sources: plan.sources.map(sourceEntry),
    reads: plan.reads.map(({ name, lake = null, ...read }) => ({ table: name, ...read, lake })),
    writes: plan.writes.map(writeEntry),
    catalog: {
      added: plan.catalog.added.map(({ name, columns }) => ({ table: name, columns: [...columns] })),
      changed: plan.catalog.changed.map(({ name, columns }) => ({
        table: name,
        columns: columns.map(columnEntry),
      })),
      orphaned: [...plan.catalog.orphaned],
    },
    expected: {
      requests: plan.requests ?? null,
      memory: {
        bytes: plan.memory.bytes,
        largest: plan.memory.largest ?? null,
        limit: memoryLimit ?? null,
      },
    },
    diagnostics: plan.diagnostics.map(({ severity, code, message, hint }) => {
      return { severity, code, message, hint: hint ?? null };
    }),
  };
}

function planArguments(plan: BuildPlan, { options, vars }: PlanContext): PlanDocument['args'] {
  const { select = [], exclude = [], selector, indirectSelection, state, resourceTypes } = options;
  return {
    select: [...select],
    exclude: [...exclude],
    selector: selector ?? null,
    indirect_selection: indirectSelection ?? null,
    state: state ?? null,
    defer_state: options.defer?.to ?? null,
    favor_state: options.defer?.favored ?? false,
    resource_types: resourceTypes === undefined ? null : [...resourceTypes],
    full_refresh: options.fullRefresh ?? false,
    event_time_start: options.eventTime?.start ?? null,
    event_time_end: options.eventTime?.end ?? null,
    as_of: plan.asOf,
    reuse: plan.takesOver,
    allow_breaking_changes: options.allowBreakingChanges ?? false,
    vars: [...vars],
  };
}

function nodeEntry(
  { node, action, reasons, recipe }: BuildPlan['nodes'][number],
  { tell }: PlanContext,
): PlanDocument['nodes'][number] {
  const { uniqueId, name, resourceType, kind, file } = node;
  return {
    ...{ unique_id: uniqueId, name, resource_type: resourceType, kind, file, action },
    reusable: action !== 'serve' && reasons.length === 0,
    reasons: reasons.map(reason => ({
      kind: reason.kind,
      text: tell(reason, uniqueId),
      ...('node' in reason && { node: reason.node }),
    })),
    recipe,
  };
}

function sourceEntry({ news, isRead }: PlannedSource): PlanDocument['sources'][number] {
  const { node, files, bytes, digest, readBy, added, changed, removed } = news;
  return {
    ...{ unique_id: node.uniqueId, name: sourceLabel(node), read: isRead, files, bytes, digest },
    read_by: readBy ?? null,
    added: filesEntry(added),
    changed: filesEntry(changed),
    removed: filesEntry(removed),
  };
}

function filesEntry(files: readonly ListedFile[]): PlanDocument['sources'][number]['added'] {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { files: files.length, bytes, first: files.slice(0, namedFiles).map(file => ({ ...file })) };
}

function writeEntry(table: BuildPlan['writes'][number]): PlanDocument['writes'][number] {
  const { name, node, way, partitionBy, writes, before, newFiles, batches, follows, damaged } = table;
  return {
    ...{ table: name, node, way, partition_by: [...partitionBy], partitions: writes },
    before: before === undefined ? null : { ...before },
    new_files:
      newFiles === undefined
        ? null
        : {
            ...filesEntry(newFiles.files),
            ...{ source: newFiles.source, changed: newFiles.changed, gone: newFiles.gone },
          },
    batches: batches === undefined ? null : batchesEntry(batches),
    follows:
      follows === undefined ? null : { ...follows, key: [...follows.key], unless: [...follows.unless] },
    damaged: damaged.map(partition => [...partition]),
  };
}

function batchesEntry({ size, because, batches }: NonNullable<BuildPlan['writes'][number]['batches']>) {
  return { size, because, windows: batches.map(batch => ({ ...batch })) };
}

function columnEntry({ name, change, typeBefore, typeAfter }: ColumnDifference) {
  return { name, change, type_before: typeBefore, type_after: typeAfter };
}
