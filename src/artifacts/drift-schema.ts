import { z } from 'zod';

/** The version of the form; it changes when a reader of the one before could misunderstand it. */
export const DRIFT_VERSION = 'drift/v1';

const count = z.int().nonnegative();
const figures = z.object({
  files: count,
  records: count,
  columns: z.array(
    z.object({
      name: z.string(),
      /** How many records have a value. */
      present: count,
      /** About how many different ones there are. */
      distinct: count,
    }),
  ),
});

const source = z.object({
  unique_id: z.string(),
  source: z.string(),
  drifted: z.boolean(),
  /** The release that read the source last; null when none did. */
  release: z.string().nullable(),
  /** Whether `now` are files that no release has read, or those that this release was the first to read. */
  now_is: z.enum(['new', 'released']),
  /** Files that were read before, and are as they were. */
  before: figures,
  /** All others. */
  now: figures,
  /** How many of the files that it read are gone. */
  gone: count,
  undeclared_keys: z.array(
    z.object({ key: z.string(), records: count, file: z.string(), example: z.string() }),
  ),
  /** Declared keys that are in no record. */
  absent_keys: z.array(z.string()),
  /** Declared keys that are null in all records that have them. */
  null_keys: z.array(z.string()),
  misfits: z.object({
    records: count,
    first: z.array(z.object({ file: z.string(), line: count, reason: z.string() })),
  }),
  shifts: z.array(
    z.object({
      column: z.string(),
      kind: z.enum(['nulls', 'more-values', 'fewer-values', 'repeated-values']),
      /** Of nulls the share of records without a value, else the number of different values. */
      before: z.number(),
      now: z.number(),
    }),
  ),
});

/** What `sparkify source drift` writes to `drift.json`. */
export const driftSchema = z.object({
  metadata: z.object({
    sparkify_schema_version: z.literal(DRIFT_VERSION),
    sparkify_version: z.string(),
    generated_at: z.iso.datetime(),
    invocation_id: z.string(),
  }),
  project: z.string(),
  target: z.object({ name: z.string(), type: z.string(), lake: z.string() }),
  sources: z.array(source),
});

export type DriftDocument = z.output<typeof driftSchema>;
