import { z } from 'zod';
import { inParallel } from '../../storage/in-parallel.ts';
import { decodeDocument } from '../document-format.ts';
import { owner } from '../document-schemas.ts';
import type { Candidate, Owner } from '../documents.ts';
import { writtenTable } from '../finished-tables.ts';
import type { LakeContext } from '../lake-context.ts';
import { idOfKey, tasksPrefix } from '../layout.ts';
import type { SourceChange } from '../source-ledger.ts';
import type { TableChange } from '../table-change.ts';

/** `_sparkify/candidates/<candidate>/<attempt>.begun.json`. Immutable. */
export interface TaskBegun {
  /** Names this attempt at the task; later ones sort after earlier ones. */
  readonly attempt: string;
  /** What was run, e.g. `run --select users`. Attempts of the same name are attempts at one task. */
  readonly task: string;
  /** The first id of the candidate: another one may have the same name later. */
  readonly birth: string;
  readonly owner: Owner;
  /** ISO 8601, by its owner's clock. */
  readonly begunAt: string;
}

/** `_sparkify/candidates/<candidate>/<attempt>.json`. Immutable. */
export interface TaskEnded {
  readonly attempt: string;
  readonly birth: string;
  readonly outcome: 'complete' | 'failed';
  readonly changes: readonly TableChange[];
  /** The tables that were read, each with the attempt that wrote it; null where the base release has it. */
  readonly reads: Readonly<Record<string, string | null>>;
  readonly sources: readonly SourceChange[];
  /** Unique ids of the tests that passed, and of models that ended well without a table. */
  readonly passed: readonly string[];
}

/** An attempt at a task; one that has not ended runs, or was killed. */
export interface Attempt extends TaskBegun {
  readonly ended: TaskEnded | undefined;
}

const parallelReads = 16;

const begunSchema: z.ZodType<TaskBegun> = z.object({
  ...{ attempt: z.string(), task: z.string(), birth: z.string() },
  owner,
  begunAt: z.iso.datetime(),
});

const fileState = z.object({
  path: z.string(),
  etag: z.string().nullable(),
  size: z.int(),
  modified: z.string(),
  rows: z.int().nullable(),
  quarantined: z.int(),
});

const endedSchema = z.object({
  ...{ attempt: z.string(), birth: z.string() },
  outcome: z.enum(['complete', 'failed']),
  changes: z.array(writtenTable),
  reads: z.record(z.string(), z.string().nullable()),
  sources: z.array(z.object({ name: z.string(), node: z.string(), files: z.array(fileState) })),
  passed: z.array(z.string()),
});

/** All attempts at tasks of a candidate, in the order in which they began. */
export async function readAttempts(lake: LakeContext, candidate: Candidate): Promise<readonly Attempt[]> {
  const keys: string[] = [];
  for await (const { key } of lake.store.list(tasksPrefix(candidate.release))) keys.push(key);
  const begun: TaskBegun[] = [];
  const ended = new Map<string, TaskEnded>();
  await inParallel(keys, parallelReads, async key => {
    const object = await lake.store.get(key);
    if (object === undefined) return;
    const place = { label: lake.store.label, key, project: lake.project };
    if (key.endsWith('.begun.json')) begun.push(decodeDocument(begunSchema, object.bytes, place));
    else ended.set(idOfKey(key), decodeDocument<TaskEnded>(endedSchema, object.bytes, place));
  });
  return begun
    .filter(({ birth }) => birth === candidate.ids[0])
    .map(each => ({ ...each, ended: ended.get(each.attempt) }))
    .sort((left, right) => (left.attempt < right.attempt ? -1 : 1));
}

/** The one attempt at each task that counts: the last that began, however earlier ones ended, or end later. */
export function lastAttempts(attempts: readonly Attempt[]): readonly Attempt[] {
  return [...new Map(attempts.map(attempt => [attempt.task, attempt])).values()];
}
