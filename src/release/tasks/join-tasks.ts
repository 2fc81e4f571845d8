import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Owner } from '../documents.ts';
import { renderOwner } from '../refuse-conflicts.ts';
import { isSameFile, type SourceChange } from '../source-ledger.ts';
import type { TableChange } from '../table-change.ts';
import { type Attempt, lastAttempts, type TaskEnded } from './task-documents.ts';

/** What is to be published of a candidate. */
export interface Joined {
  readonly changes: readonly TableChange[];
  /** Names of tables that were read from the base release. */
  readonly reads: readonly string[];
  readonly sources: readonly SourceChange[];
  /** Unique ids of the tests that passed on these tables, and of models that ended well without a table. */
  readonly passed: ReadonlySet<string>;
}

export interface JoinOptions {
  /** Name of the candidate. */
  readonly candidate: string;
  /** Names of the tables that have to be there. */
  readonly tables: readonly string[];
  /** Whether the process of an attempt that has not ended is known to have ended. */
  readonly isDead: (owner: Owner) => boolean;
}

/**
 * Puts together what tasks added. Pure. Throws `candidate-unready` unless every task has ended well, each table was written by
 * one task, and whatever was read of the candidate is what is published of it.
 */
export function joinTasks(attempts: readonly Attempt[], options: JoinOptions): Joined {
  const last = lastAttempts(attempts);
  for (const attempt of last) requireEnded(attempt, options);
  const ended = last.map(({ task, ended }) => ({ task, ...ended! }));
  const writers = writersOf(ended, options);
  requireTables(writers, options);
  for (const each of ended) requireFresh(each, writers, options);
  const reads = ended.flatMap(each => Object.keys(each.reads)).filter(name => !writers.has(name));
  return {
    changes: ended.flatMap(({ changes }) => changes),
    reads: [...new Set(reads)].sort(),
    sources: joinSources(ended, options),
    passed: new Set(ended.flatMap(({ passed }) => passed)),
  };
}

type Ended = TaskEnded & Pick<Attempt, 'task'>;

function requireEnded({ task, ended, owner, begunAt }: Attempt, { candidate, isDead }: JoinOptions): void {
  if (ended?.outcome === 'complete') return;
  const again = `Run \`sparkify ${task} --candidate ${candidate}\` again: the last attempt at a task counts.`;
  if (ended !== undefined)
    throw unready(`The task \`${task}\` of the candidate ${candidate} failed.`, `Mend it. ${again}`);
  const of = `The task \`${task}\` of the candidate ${candidate}`;
  if (isDead(owner)) throw unready(`${of} was killed.`, again);
  throw unready(
    `${of} has not ended: it began at ${begunAt} by ${renderOwner(owner)}.`,
    `Wait for it. If it was killed: ${again[0]!.toLowerCase()}${again.slice(1)}`,
  );
}

/** By table: the one task that wrote it. */
function writersOf(ended: readonly Ended[], { candidate }: JoinOptions): ReadonlyMap<string, Ended> {
  const writers = new Map<string, Ended>();
  for (const each of ended)
    for (const { name } of each.changes) {
      const other = writers.get(name);
      if (other !== undefined)
        throw unready(
          `Two tasks of the candidate ${candidate} wrote the table ${name}: \`${other.task}\` and \`${each.task}\`.`,
          `Let one task write it, in a candidate of another name. \`sparkify recover --candidate ${candidate}\` discards this one.`,
        );
      writers.set(name, each);
    }
  return writers;
}

function requireTables(writers: ReadonlyMap<string, Ended>, { candidate, tables }: JoinOptions): void {
  const missing = tables.filter(name => !writers.has(name));
  if (writers.size === 0)
    throw unready(
      `The candidate ${candidate} has no table: no task has written one.`,
      `Run one, e.g. \`sparkify run --candidate ${candidate}\`.`,
    );
  if (missing.length === 0) return;
  const [word, verb] = missing.length === 1 ? ['table', 'it'] : ['tables', 'them'];
  throw unready(
    `The candidate ${candidate} lacks the ${word} ${missing.join(', ')}: no task has written ${verb}.`,
    'Run what is missing, or name what is to be published without it by --select.',
  );
}

/** What a task read of the candidate must be what is published: the same attempt, or the base if no task wrote it. */
function requireFresh(reader: Ended, writers: ReadonlyMap<string, Ended>, { candidate }: JoinOptions): void {
  for (const [table, attempt] of Object.entries(reader.reads)) {
    const writer = writers.get(table);
    if ((writer?.attempt ?? null) === attempt) continue;
    const what =
      writer === undefined ? 'that is no longer in the candidate' : `before \`${writer.task}\` wrote it`;
    throw unready(
      `The task \`${reader.task}\` of the candidate ${candidate} read the table ${table} ${what}.`,
      `Run \`sparkify ${reader.task} --candidate ${candidate}\` again, and what comes after it.`,
    );
  }
}

/** A source that several tasks read is one: the same files, and of each the number of rows that anybody counted. */
function joinSources(ended: readonly Ended[], { candidate }: JoinOptions): readonly SourceChange[] {
  const joined = new Map<string, { readonly task: string; readonly source: SourceChange }>();
  for (const { task, sources } of ended)
    for (const source of sources) {
      const before = joined.get(source.node);
      if (before !== undefined && !hasSameFiles(before.source, source))
        throw unready(
          `Two tasks of the candidate ${candidate} found other files in the source ${source.name}: \`${before.task}\` and \`${task}\`.`,
          `Run both again, one after the other, and what comes after them; or let one task read the source into a table for all.`,
        );
      joined.set(source.node, {
        task,
        source: before === undefined ? source : counted(before.source, source),
      });
    }
  return [...joined.values()].map(({ source }) => source);
}

function hasSameFiles(one: SourceChange, other: SourceChange): boolean {
  const known = new Map(one.files.map(file => [file.path, file]));
  return (
    one.files.length === other.files.length &&
    other.files.every(file => {
      const same = known.get(file.path);
      return same !== undefined && isSameFile(same, file);
    })
  );
}

function counted(one: SourceChange, other: SourceChange): SourceChange {
  const rows = new Map(other.files.map(file => [file.path, file.rows]));
  return {
    ...one,
    files: one.files.map(file => ({ ...file, rows: file.rows ?? rows.get(file.path) ?? null })),
  };
}

function unready(message: string, hint: string): SparkifyError {
  return new SparkifyError('candidate-unready', message, { hint });
}
