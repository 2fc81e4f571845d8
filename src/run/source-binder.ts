import type { CompiledSource } from '../compile/node.ts';
import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import type { Session, SourceProblem } from '../engines/session.ts';
import type { SourceChange } from '../release/source-ledger.ts';
import { damagedFiles } from '../source/damaged-files.ts';
import { fileState } from '../source/file-state.ts';
import { requireUnchanged } from '../source/require-unchanged.ts';
import { readPath } from '../source/source-file.ts';
import { allEnded } from '../storage/in-parallel.ts';
import { mapInTurns } from '../storage/turns.ts';
import { type BoundSource, namesOf, paths, toSourceChange } from './bound-source.ts';
import type { Samplings } from './reading.ts';
import type { EmitRunEvent, QuarantineReport } from './run-event.ts';
import type { RunTask } from './run-plan.ts';
import { SourceFailure } from './source-failure.ts';
import { createSourceFetcher, type SourceFetcher } from './source-fetcher.ts';
import type { SourceFiles } from './source-files.ts';
import { findKeys, forgetBadRecords, reportKeys, resolveRecords } from './source-records.ts';

/** Gives sources their rows, and mends them when bad records are met. */
export interface SourceBinder {
  /** Binds the relation of a source; with several readers it is read once, into a table. */
  bind(task: RunTask): Promise<void>;
  /**
   * Does `work`. When that meets bad records, acts as the source's policy says, binds the source again and does the
   * work once more.
   */
  mending<T>(work: () => Promise<T>): Promise<T>;
  /** Reports the keys of a bound source that it does not declare, and fails if its policy says so. */
  checkKeys(task: RunTask): Promise<void>;
  /** Throws `unreadable-file` when an object of a source on S3 is no longer the one that was listed. */
  requireUnchanged(): Promise<void>;
  /** The files of what was bound, as they were found, with the records that were read of each. */
  read(): readonly SourceChange[];
  /** What was moved to quarantine so far, by source. */
  quarantined(): readonly QuarantineReport[];
  /** Lets go of the local files that were read. */
  close(): Promise<void>;
}

export interface SourceBinderOptions {
  readonly session: Session;
  readonly config: Config;
  readonly emit: EmitRunEvent;
  readonly filesOf: SourceFiles;
  readonly samplings: Samplings;
  /** Ends the fetching of objects at once. */
  readonly signal: AbortSignal;
}

/** What the options become: with the fetching of objects. */
interface Context extends SourceBinderOptions {
  readonly fetcher: SourceFetcher;
}

export function createSourceBinder(given: SourceBinderOptions): SourceBinder {
  const bound = new Map<string, BoundSource>();
  const fetcher = createSourceFetcher(given);
  const options: Context = { ...given, fetcher };
  return {
    close: () => fetcher.close(),
    read: () => [...bound.values()].map(toSourceChange),
    quarantined: () => [...bound.values()].flatMap(source => source.quarantine ?? []),
    async bind(task) {
      const source = bound.get(task.id) ?? (await open(task, options));
      bound.set(task.id, source);
      if (source.mended.size === 0) await mendDamage(source, options);
      await bindRows(source, options);
    },
    async requireUnchanged() {
      const checks = [...bound.values()].map(({ node, files }) => requireUnchanged(sourceLabel(node), files));
      // Of several that changed, the same one is told every time.
      await allEnded(checks);
    },
    async checkKeys(task) {
      const source = bound.get(task.node.uniqueId)!;
      if (source.undeclaredKeys === 'search') await reportUndeclaredKeys(source, options);
    },
    async mending(work) {
      for (;;) {
        const before = new Map([...bound.values()].map(source => [source, source.mended.size]));
        try {
          return await work();
        } catch (error) {
          await mendOrThrow(error, [...bound.values()], before, options);
        }
      }
    },
  };
}

/** `before` says how often each source was mended when the work began: what another mended meanwhile is not mended again. */
async function mendOrThrow(
  error: unknown,
  sources: readonly BoundSource[],
  before: ReadonlyMap<BoundSource, number>,
  options: SourceBinderOptions,
): Promise<void> {
  const problem = options.session.sourceProblem(error);
  const source = problem && findSource(problem, sources);
  if (problem === undefined || source === undefined) throw error;
  if (source.failed) throw new SourceFailure(sourceLabel(source.node));
  // The work that opens a source may be what meets its first problem.
  if (source.mended.size === (before.get(source) ?? 0)) {
    if (source.mended.has(problem.kind)) throw error;
    source.mending ??= mend(source, problem, options).finally(() => {
      source.mending = undefined;
    });
  }
  try {
    await source.mending;
  } catch (failure) {
    if (source.failed) throw new SourceFailure(sourceLabel(source.node));
    source.failed = true;
    throw failure;
  }
}

async function open(task: RunTask, { config, session, filesOf, fetcher }: Context): Promise<BoundSource> {
  const node = task.node as CompiledSource;
  const files = await fetcher.fetch(node, await filesOf(node));
  const states = await mapInTurns(files, fileState);
  await forgetBadRecords(node, config);
  return {
    node,
    computed: task.readers > 1,
    files,
    states,
    rows: () => undefined,
    badRecords: new Map(),
    replacements: new Map(),
    emptyRecords: 'raise',
    undeclaredKeys: howToFindKeys(node, session),
    quarantine: undefined,
    mended: new Set(),
    mending: undefined,
    failed: false,
  };
}

function howToFindKeys(node: CompiledSource, session: Session): BoundSource['undeclaredKeys'] {
  if (node.undeclaredKeys === 'ignore') return 'known';
  return session.canRaiseUndeclaredKeys(node.declared) ? 'raise' : 'search';
}

async function bindRows(
  source: BoundSource,
  { session, samplings, config }: SourceBinderOptions,
): Promise<void> {
  const { emptyRecords, computed, node, files } = source;
  const sampling = samplings.get(node.uniqueId);
  const undeclaredKeys = source.undeclaredKeys === 'raise' ? 'raise' : 'pass';
  const read = {
    files: paths(source),
    columns: node.declared,
    emptyRecords,
    undeclaredKeys,
    sampling,
    fileNames: namesOf(node, files, config),
  } as const;
  source.rows = await session.bindSource(node.relation, read, computed);
}

function findSource(problem: SourceProblem, sources: readonly BoundSource[]): BoundSource | undefined {
  if (problem.file === undefined) return sources.length === 1 ? sources[0] : undefined;
  // A query that began before its source was mended names the raw file, a later one the cleaned copy.
  return sources.find(source => {
    return (
      paths(source).includes(problem.file!) || source.files.some(file => readPath(file) === problem.file)
    );
  });
}

/** The engine would not tell of it. */
async function mendDamage(source: BoundSource, options: SourceBinderOptions): Promise<void> {
  const [file] = await damagedFiles(source.files);
  if (file !== undefined) await mend(source, { kind: 'bad-record', file: readPath(file) }, options);
}

async function mend(
  source: BoundSource,
  problem: SourceProblem,
  options: SourceBinderOptions,
): Promise<void> {
  if (problem.kind !== 'undeclared-key') await resolveSource(source, options);
  if (source.undeclaredKeys === 'raise') await reportKeysOfMended(source, options);
  // Only the work that computes a source meets its problems, and computes it again by itself.
  if (!source.computed) await bindRows(source, options);
  // Last: whoever begins before this and meets the problem may mend or wait; whoever begins after it reads what is mended.
  source.mended.add(problem.kind);
}

/** Bad records stop the search for keys as they stop every other reading. */
async function reportKeysOfMended(source: BoundSource, options: SourceBinderOptions): Promise<void> {
  try {
    await reportUndeclaredKeys(source, options);
  } catch (error) {
    const problem = options.session.sourceProblem(error);
    if (problem === undefined || source.emptyRecords === 'pass') throw error;
    await resolveSource(source, options);
    source.mended.add('bad-record');
    await reportUndeclaredKeys(source, options);
  }
}

async function reportUndeclaredKeys(source: BoundSource, options: SourceBinderOptions): Promise<void> {
  const { node, files, replacements } = source;
  const keys = await findKeys(node, paths(source), replacements, options.session);
  source.undeclaredKeys = 'known';
  await reportKeys(node, keys, files, options);
}

async function resolveSource(source: BoundSource, options: SourceBinderOptions): Promise<void> {
  const { quarantine, replacements, badFiles } = await resolveRecords(source.node, source.files, options);
  source.quarantine = quarantine;
  source.replacements = replacements;
  source.badRecords = badFiles;
  // Every record that is no object was found: empty ones may pass from then on.
  source.emptyRecords = 'pass';
}
