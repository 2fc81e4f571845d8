import { z } from 'zod';
import { resourceTypes } from '../graph/selectable-node.ts';

/** The version of the form; it changes when a reader of the one before could misunderstand it. */
export const PLAN_VERSION = 'plan/v1';

const count = z.int().nonnegative();
const columnChange = z.object({
  name: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  type_before: z.string().nullable(),
  type_after: z.string().nullable(),
});
const file = z.object({ path: z.string(), bytes: count });

const reason = z.object({
  kind: z.enum([
    ...([
      'first-build',
      'full-refresh',
      'always',
      'code',
      'engine',
      'columns',
      'parent',
      'deferred',
      'files',
    ] as const),
    ...(['batches', 'source', 'reads', 'republished', 'damaged', 'unproven', 'not-done'] as const),
  ]),
  /** As the terminal shows it. */
  text: z.string(),
  /** Unique id of the parent or source that is the reason. */
  node: z.string().optional(),
});

const node = z.object({
  unique_id: z.string(),
  name: z.string(),
  resource_type: z.string(),
  kind: z.string(),
  file: z.string(),
  /** `serve`: it was not asked for, and is computed because something reads it that was. */
  action: z.enum(['run', 'reuse', 'serve']),
  /** Whether a build with `--reuse` would take it over. */
  reusable: z.boolean(),
  reasons: z.array(reason),
  recipe: z.string(),
});

const source = z.object({
  unique_id: z.string(),
  name: z.string(),
  /** Whether the build reads its files, and not only their list. */
  read: z.boolean(),
  files: count,
  bytes: count,
  digest: z.string(),
  /** The release whose build read it last. */
  read_by: z.string().nullable(),
  /** How many files differ from what that release read; `first` names some of them. */
  added: z.object({ files: count, bytes: count, first: z.array(file) }),
  changed: z.object({ files: count, bytes: count, first: z.array(file) }),
  removed: z.object({ files: count, bytes: count, first: z.array(file) }),
});

const write = z.object({
  table: z.string(),
  node: z.string(),
  way: z.enum(['whole', 'append', 'insert_overwrite', 'delete+insert', 'merge', 'microbatch']),
  partition_by: z.array(z.string()),
  partitions: z.enum(['all', 'changed', 'new-rows']),
  before: z.object({ rows: count, files: count, bytes: count, partitions: count }).nullable(),
  /** Of a model with `read: new_files`: the files that it is handed. */
  new_files: z
    .object({
      source: z.string(),
      files: count,
      bytes: count,
      changed: count,
      gone: count,
      first: z.array(file),
    })
    .nullable(),
  /** Of a microbatch model: the stretches of time that it computes. */
  batches: z
    .object({
      size: z.enum(['hour', 'day', 'month', 'year']),
      /** `asked` for by --event-time-start; from `begin` on; the `latest` with its lookback; those that were `missed`, too. */
      because: z.enum(['asked', 'begin', 'latest', 'missed']),
      windows: z.array(z.object({ id: z.string(), start: z.string(), end: z.string() })),
    })
    .nullable()
    .default(null),
  /** Of a model with `follows` that adds to its table: which of its partitions are replaced. */
  follows: z
    .object({
      /** Unique id of the table that it follows. */
      node: z.string(),
      key: z.array(z.string()),
      /** `keys`: those in which rows with keys lie that occur in partitions of the followed table that change. */
      replaces: z.enum(['none', 'keys', 'all']),
      /** Unique ids of tables that may change in the build; then all partitions are. */
      unless: z.array(z.string()),
    })
    .nullable()
    .default(null),
  damaged: z.array(z.array(z.union([z.string(), z.boolean(), z.null()]))),
});

const diagnostic = z.object({
  severity: z.enum(['error', 'warn']),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
});

/** What `sparkify plan --json` prints and `--out` writes. */
export const planSchema = z.object({
  metadata: z.object({
    sparkify_schema_version: z.literal(PLAN_VERSION),
    sparkify_version: z.string(),
    generated_at: z.iso.datetime(),
    invocation_id: z.string(),
  }),
  project: z.string(),
  target: z.object({ name: z.string(), type: z.string(), lake: z.string() }),
  command: z.literal('build'),
  args: z.object({
    select: z.array(z.string()),
    exclude: z.array(z.string()),
    selector: z.string().nullable(),
    indirect_selection: z.enum(['eager', 'cautious', 'buildable', 'empty']).nullable(),
    state: z.string().nullable(),
    /** The lake of `--defer`. */
    defer_state: z.string().nullable().default(null),
    favor_state: z.boolean().default(false),
    resource_types: z.array(z.enum(resourceTypes)).nullable(),
    full_refresh: z.boolean(),
    event_time_start: z.string().nullable().default(null),
    event_time_end: z.string().nullable().default(null),
    /** Up to when batches are computed. */
    as_of: z.string().nullable().default(null),
    reuse: z.boolean(),
    allow_breaking_changes: z.boolean(),
    /** Names only: values may be secret. */
    vars: z.array(z.string()),
  }),
  /** The release that it rests on. */
  base: z.string().nullable(),
  nodes: z.array(node),
  sources: z.array(source),
  /** Tables of the release that are read as they are. */
  reads: z.array(
    z.object({
      ...{ table: z.string(), node: z.string(), version: z.string(), files: count, bytes: count },
      /** Where that is another lake. */
      lake: z.string().nullable().default(null),
    }),
  ),
  writes: z.array(write),
  catalog: z.object({
    added: z.array(
      z.object({
        table: z.string(),
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
      }),
    ),
    changed: z.array(z.object({ table: z.string(), columns: z.array(columnChange) })),
    /** In the lake, and published by nothing in the project. They stay until they are pruned. */
    orphaned: z.array(z.string()),
  }),
  expected: z.object({
    /** Null when nothing is on S3. */
    requests: z.object({ list: count, get: count, put: count, copy: count }).nullable(),
    memory: z.object({ bytes: z.number(), largest: z.string().nullable(), limit: z.string().nullable() }),
  }),
  /** Warnings, and errors for which the build would be refused. */
  diagnostics: z.array(diagnostic),
});

export type PlanDocument = z.output<typeof planSchema>;
