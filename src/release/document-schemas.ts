import { z } from 'zod';
import type { Candidate, Pointer, Registration, Release, ReleasedState, View } from './documents.ts';

export const owner = z.object({ host: z.string(), pid: z.int(), user: z.string() });
const count = z.int().nonnegative();
export const fileFormat = z.enum(['parquet', 'csv', 'json']);
export const columns = z.array(z.object({ name: z.string(), type: z.string() }));

const table = z.object({
  name: z.string(),
  version: z.string(),
  fileList: z.string(),
  compact: z.string().optional(),
  format: fileFormat,
  columns,
  partitionColumns: z.array(z.string()),
  rows: count,
  files: count,
  bytes: count,
  node: z.string(),
  sample: z.string().optional(),
  recipe: z.string().optional(),
  proof: z.string().optional(),
  readFiles: z.array(z.object({ source: z.string(), ledger: z.string() })).optional(),
  readTables: z.array(z.object({ name: z.string(), version: z.string() })).optional(),
  batchedUntil: z.iso.datetime().optional(),
  deferredTo: z.string().optional(),
});

const source = z.object({
  name: z.string(),
  node: z.string(),
  version: z.string(),
  ledger: z.string(),
  files: count,
  bytes: count,
  rows: count.nullable(),
  quarantined: count,
});

const state = z.object({ version: z.string(), document: z.string(), digest: z.string() });

const doneNode = z.object({ node: z.string(), proof: z.string(), recipe: z.string().optional() });

export const pointerSchema: z.ZodType<Pointer> = z.object({
  release: z.string().nullable(),
  parent: z.string().nullable(),
  nonce: z.string(),
});

export const releaseSchema: z.ZodType<Release> = z.object({
  release: z.string(),
  parent: z.string().nullable(),
  createdAt: z.iso.datetime(),
  command: z.string(),
  tested: z.boolean(),
  rolledBackTo: z.string().nullable(),
  candidate: z.string().optional(),
  owner,
  tables: z.array(table),
  sources: z.array(source).default([]),
  done: z.array(doneNode).default([]),
  state: state.optional(),
  kept: z.array(z.object({ release: z.string(), supersededAt: z.iso.datetime() })),
});

const releasedNode = z.object({
  entry: z.record(z.string(), z.unknown()),
  macros: z.record(z.string(), z.string()),
});

export const stateSchema: z.ZodType<ReleasedState> = z.object({
  nodes: z.record(z.string(), releasedNode),
});

export const candidateSchema: z.ZodType<Candidate> = z.object({
  release: z.string(),
  token: z.string(),
  abandoned: z.boolean(),
  kept: z.boolean().default(false),
  command: z.string(),
  owner,
  remoteJob: z.string().nullable(),
  remoteTarget: z.string().nullable().default(null),
  base: z.object({ release: z.string().nullable(), pointerEtag: z.string() }),
  ids: z.array(z.string()).min(1),
  prefix: z.string(),
  touchedAt: z.iso.datetime(),
  tasks: z.enum(['none', 'open', 'closed']).default('none'),
});

const lease = z.object({ token: z.string(), owner, renewedAt: z.iso.datetime() }).nullable();

export const viewSchema: z.ZodType<View> = z.object({
  release: z.string(),
  releases: z.array(z.string()),
  complete: z.boolean(),
  lease,
  late: z.array(z.object({ release: z.string(), until: z.iso.datetime() })),
  copies: z.record(z.string(), z.object({ from: z.string(), etag: z.string() })),
});

export const registrationSchema: z.ZodType<Registration> = z.object({
  catalog: z.string(),
  release: z.string(),
  releases: z.array(z.string()),
  complete: z.boolean(),
  settings: z.string(),
  descriptions: z.string(),
  lease,
});
