import { z } from 'zod';
import { readTime } from '../columns/written-time.ts';
import { batchSizes } from './batch.ts';

const names = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? [value] : value));
/** None of it in an inner folder takes back what an outer one said. */
const nameOrNone = z.string().trim().min(1).nullable();
const dictionary = z.record(z.string(), z.json());
const compressions = ['snappy', 'zstd', 'gzip', 'lz4', 'lz4_raw', 'brotli', 'uncompressed'] as const;

/** What each file format can be compressed with; the first is the default. */
export const formatCompressions = {
  parquet: compressions,
  csv: ['uncompressed', 'gzip', 'zstd'],
  json: ['uncompressed', 'gzip', 'zstd'],
} as const satisfies Record<string, readonly (typeof compressions)[number][]>;

const hookText = z.union([
  z.string(),
  // dbt's other form. Every statement is a transaction by itself; hooks run in the order in which they stand.
  z
    .strictObject({ sql: z.string(), transaction: z.boolean().nullish(), index: z.int().nullish() })
    .transform(({ sql }) => sql),
]);
const hooks = z
  .union([hookText, z.array(hookText)])
  .transform(value => (typeof value === 'string' ? [value] : value));

const column = z.string().trim().min(1).optional();
const writtenMoment = /\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?/g;
/** dbt takes any SQL; it always is one date or time, e.g. `to_date('9999-12-31')`. */
const moment = z
  .string()
  .refine(text => text.match(writtenMoment)?.length === 1)
  .transform(text => text.match(writtenMoment)![0].replace('T', ' '))
  .nullable();

const time = z
  .string()
  .refine(text => readTime(text) !== undefined)
  .transform(text => readTime(text)!.toISOString());

const tableKeys = z.object({
  enabled: z.boolean(),
  alias: nameOrNone,
  schema: nameOrNone,
  published: z.boolean(),
  format: z.enum(['parquet', 'csv', 'json']),
  partition_by: names,
  sort_by: names,
  event_time: nameOrNone,
  on_failure: z.enum(['hold', 'keep_previous']),
  compression: z.enum(compressions),
  group: nameOrNone,
  tags: names,
  meta: dictionary,
  pre_hook: hooks,
  'pre-hook': hooks,
  post_hook: hooks,
  'post-hook': hooks,
  contract: z.strictObject({
    enforced: z.boolean().default(false),
    partial: z.boolean().default(false),
    // Types are compared as types, never as text.
    alias_types: z.boolean().optional(),
  }),
});

/** The keys of a model's config, as users write them. */
export const modelKeys = tableKeys.extend({
  materialized: z.enum(['view', 'table', 'ephemeral', 'external', 'incremental']),
  incremental_strategy: z.enum(['append', 'insert_overwrite', 'delete+insert', 'merge', 'microbatch']),
  unique_key: names,
  on_schema_change: z.enum(['ignore', 'fail', 'append_new_columns', 'sync_all_columns']),
  full_refresh: z.boolean().nullable(),
  read: z.enum(['all', 'new_files']),
  deleted_files: z.enum(['keep', 'remove']),
  follows: nameOrNone,
  begin: time,
  batch_size: z.enum(batchSizes),
  lookback: z.int().nonnegative(),
  concurrent_batches: z.boolean().nullable(),
  access: z.enum(['private', 'protected', 'public']),
});

const metaColumns = z.strictObject({
  dbt_scd_id: column,
  dbt_updated_at: column,
  dbt_valid_from: column,
  dbt_valid_to: column,
  dbt_is_deleted: column,
});

/** The keys of a snapshot's config, which are dbt's. One that is not published would have no history. */
export const snapshotKeys = tableKeys.omit({ published: true }).extend({
  materialized: z.literal('snapshot'),
  strategy: z.enum(['timestamp', 'check']),
  unique_key: names,
  updated_at: nameOrNone,
  check_cols: names,
  hard_deletes: z.enum(['ignore', 'invalidate', 'new_record']),
  // dbt's older way to say hard_deletes: invalidate.
  invalidate_hard_deletes: z.boolean(),
  dbt_valid_to_current: moment,
  snapshot_meta_column_names: metaColumns,
});

/** The keys of a seed's config. */
export const seedKeys = tableKeys.extend({
  materialized: z.literal('seed'),
  column_types: z.record(z.string(), z.string()),
  delimiter: z.string().length(1),
});

export type ConfigKeys = typeof modelKeys | typeof seedKeys | typeof snapshotKeys;

/** Values of one place that sets config, valid each by itself. */
export type ConfigValues = Partial<
  z.output<typeof modelKeys> &
    Omit<z.output<typeof seedKeys>, 'materialized'> &
    Omit<z.output<typeof snapshotKeys>, 'materialized'>
>;

const lakeDecides = 'Leave it out: the lake decides where files lie.';
const oneDatabase = 'Leave it out: everything is in one database. A schema may tell tables apart.';
const noHeader = 'Leave it out: write the statements as onRunStart in sparkify.config.ts, or as pre_hook.';
const allColumns = 'Leave it out: merge replaces the whole row.';

/** Keys of dbt that sparkify does not have, with what to do instead. */
export const unsupportedKeys: ReadonlyMap<string, string> = new Map([
  ...['location', 'location_root', 'path'].map(key => [key, lakeDecides] as const),
  ['database', oneDatabase],
  ['sql_header', noHeader],
  ...['merge_update_columns', 'merge_exclude_columns'].map(key => [key, allColumns] as const),
  ['incremental_predicates', 'Leave it out: only the partitions that new rows concern are read.'],
  ['file_format', 'Write format.'],
  ['partitioned_by', 'Write partition_by.'],
  ['options', 'Write format, compression, partition_by or sort_by themselves.'],
  ...['target_schema', 'target_database'].map(key => [key, 'Leave it out, or write schema.'] as const),
  ...['strategy', 'updated_at', 'check_cols', 'hard_deletes', 'invalidate_hard_deletes'].map(
    key => [key, 'Only snapshots have it.'] as const,
  ),
  ['column_types', 'Only seeds have column_types: cast in the SELECT.'],
]);
