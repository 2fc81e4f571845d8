import { isDeepStrictEqual as isEqual } from 'node:util';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { allEnded, inParallel } from '../storage/in-parallel.ts';
import type { ObjectInfo, Store } from '../storage/store.ts';
import { commitSteps, seePointer } from './commit.ts';
import { discardSteps } from './discard.ts';
import type { DataFile, DoneNode, Release, ReleasedSource, ReleasedTable } from './documents.ts';
import { type Draft, isTested } from './draft.ts';
import { readFiles } from './file-lists.ts';
import { isFile, listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import type { OwnCandidate } from './own-candidate.ts';
import { type BaseTable, type PlannedTable, planTable } from './plan-table.ts';
import { type Making, proofOf } from './proof.ts';
import { putImmutable } from './put-immutable.ts';
import { type PlannedState, planState, type StateChange } from './released-state.ts';
import { type PlannedSource, planSource, readLedger, type SourceChange } from './source-ledger.ts';
import type { Steps } from './steps.ts';
import { finishSteps } from './sweep.ts';
import type { TableChange } from './table-change.ts';
import { type Tidied, tidySteps } from './tidy.ts';
import { proven, versionsOn, withWhatWasRead } from './told-tables.ts';

const parallelRequests = 16;

export interface PublishOptions {
  /** Whether all of these tables passed their tests; false for a `run`. */
  readonly tested: boolean;
  /** Released tables that the build read from its base, apart from those that it changed. */
  readonly reads?: readonly string[];
  /** What the build read of sources. */
  readonly sources?: readonly SourceChange[];
  /** Throws when what was read of them can no longer be vouched for. */
  readonly confirm?: () => Promise<void>;
  /** What ended well beside its tables, and what of earlier releases still holds; undefined leaves that as it is. */
  readonly done?: DoneWork | undefined;
  /** What it was made of; undefined leaves what is told of that as it is. */
  readonly state?: StateChange | undefined;
}

export interface DoneWork {
  readonly now: readonly (Making & { readonly node: string })[];
  readonly before: readonly DoneNode[];
}

export interface Published extends Tidied {
  readonly status: 'published';
  readonly release: Release;
}

export interface NothingChanged extends Tidied {
  readonly status: 'nothing-changed';
  /** The release that the build was based on and that says the same. */
  readonly release: Release | undefined;
}

export type PublishOutcome = Published | NothingChanged;

/**
 * Publishes what a build computed. Its files are there and tested, and nobody has seen them. Everything up to the
 * pointer may fail or be killed without a reader noticing; everything after it is cleaning up.
 */
export async function* publishSteps(
  lake: LakeContext,
  candidate: OwnCandidate,
  changes: readonly TableChange[],
  options: PublishOptions,
): Steps<PublishOutcome> {
  yield 'list-files';
  const paths = changes.flatMap(({ files }) => files.map(({ path }) => path));
  const [, present, bases, ledgers, onBase] = await allEnded([
    options.confirm?.(),
    listObjects(lake.store, candidate.prefixes, paths),
    readBases(lake, candidate, changes),
    planSources(lake, candidate, options.sources ?? []),
    options.state && planState(lake, options.state, candidate.base),
  ]);
  const planned = identify(changes, present).map(change =>
    planTable(change, bases.get(change.name), candidate.release),
  );
  const strays = await checkFiles(lake, candidate, planned, present);
  const made = withWhatWasRead(proven(planned, changes, candidate.base), changes, ledgers, candidate.base);
  const draft = draftOf(candidate, made, ledgers, onBase, options);
  if (changesNothing(candidate.base, draft)) {
    const known = [candidate.base];
    const tidied = yield* tidySteps(lake, discardSteps(lake, candidate), { known });
    return { status: 'nothing-changed', release: candidate.base, ...tidied };
  }
  yield 'write-file-lists';
  const writes = [...fileListWrites(lake, planned, changes), ...ledgerWrites(lake, ledgers)];
  const written = inParallel(writes, parallelRequests, write => write());
  const [seen] = await allEnded([seePointer(lake, candidate.base), written]);
  const release = yield* commitSteps(lake, candidate, draft, seen);
  const known = [release, candidate.base];
  const finishing = finishSteps(lake, candidate, release, strays);
  const tidied = yield* tidySteps(lake, finishing, { known });
  return { status: 'published', release, ...tidied };
}

/** A new file that is not there gets an ETag that no file has, and is found missing. */
function identify(
  changes: readonly TableChange[],
  present: ReadonlyMap<string, ObjectInfo>,
): readonly TableChange<DataFile>[] {
  return changes.map(change => ({
    ...change,
    files: change.files.map(file => ({ ...file, etag: file.etag ?? present.get(file.path)?.etag ?? '' })),
  }));
}

/** Tables of the base release that are changed, by name. */
async function readBases(
  lake: LakeContext,
  candidate: OwnCandidate,
  changes: readonly TableChange[],
): Promise<ReadonlyMap<string, BaseTable>> {
  const names = new Set(changes.map(({ name }) => name));
  if (names.size < changes.length) throw new Error('a table is changed twice');
  const found = new Map<string, BaseTable>();
  const tables = candidate.base?.tables.filter(({ name }) => names.has(name)) ?? [];
  await inParallel(tables, parallelRequests, async table => {
    found.set(table.name, { table, files: await readFiles(lake, table) });
  });
  return found;
}

async function planSources(
  lake: LakeContext,
  { base, release }: OwnCandidate,
  changes: readonly SourceChange[],
): Promise<readonly PlannedSource[]> {
  return Promise.all(
    changes.map(async change => {
      const source = base?.sources.find(({ name }) => name === change.name);
      const before = source && { source, entries: await readLedger(lake, source.ledger) };
      return planSource(change, before, release);
    }),
  );
}

/** Throws when a file that this build wrote is not there as recorded. Returns the files that no table names. */
async function checkFiles(
  { store }: LakeContext,
  candidate: OwnCandidate,
  planned: readonly PlannedTable[],
  present: ReadonlyMap<string, ObjectInfo>,
): Promise<readonly string[]> {
  const isOwn = (path: string) => candidate.prefixes.some(prefix => path.startsWith(prefix));
  const own = planned.flatMap(({ files }) => files.filter(file => isOwn(file.path)));
  const changed = own.find(file => !isFile(present.get(file.path), file));
  if (changed !== undefined) {
    // Whoever recovered this build has swept its files.
    await candidate.requireOwn();
    throw vanishedFile(store, changed);
  }
  const named = new Set(own.map(file => file.path));
  return [...present.keys()].filter(key => !named.has(key));
}

function vanishedFile({ label }: Store, file: DataFile): SparkifyError {
  return new SparkifyError(
    'lake-damaged',
    `${file.path} in the lake ${label} vanished or changed before it was published.`,
    { hint: 'Nothing but sparkify may write below files/. Run the command again.' },
  );
}

function draftOf(
  candidate: OwnCandidate,
  planned: readonly PlannedTable[],
  ledgers: readonly PlannedSource[],
  onBase: PlannedState | undefined,
  options: PublishOptions,
): Draft {
  return {
    command: candidate.document.command,
    tested: options.tested,
    rolledBackTo: null,
    put: planned.map(({ table }) => table),
    sources: ledgers.map(({ source }) => source),
    done: options.done && doneOn(candidate.base, planned, options.done),
    state: options.state && onBase && { change: options.state, onBase },
    drop: [],
    touches: new Set([...planned.map(({ table }) => table.name), ...(options.reads ?? [])]),
  };
}

function doneOn(
  base: Release | undefined,
  planned: readonly PlannedTable[],
  { now, before }: DoneWork,
): readonly DoneNode[] {
  const versions = versionsOn(base, planned);
  const proven = now.flatMap(({ node, ...making }) => {
    const proof = proofOf(making, versions);
    return proof === undefined ? [] : [{ node, proof, recipe: making.recipe }];
  });
  return [...before, ...proven].sort((left, right) => (left.node < right.node ? -1 : 1));
}

/** A release that differs from its base only in having been tested, or in what it was made of, is worth publishing, too. */
function changesNothing(base: Release | undefined, draft: Draft): boolean {
  const { state } = draft;
  // Where there is no release yet, one without tables says nothing.
  const isMadeOfOther = base !== undefined && state && 'onBase' in state && !state.onBase.before;
  const versions = new Set([...(base?.tables ?? []), ...(base?.sources ?? [])].map(versionOf));
  const same =
    !isMadeOfOther &&
    [...draft.put, ...draft.sources].every(each => versions.has(versionOf(each))) &&
    (draft.done === undefined || isEqual(draft.done, base?.done ?? []));
  return same && (base === undefined || base.tested || !isTested(base, draft));
}

function versionOf(each: ReleasedTable | ReleasedSource): string {
  const {
    proof = '',
    readFiles = [],
    readTables = [],
    batchedUntil = '',
    deferredTo = '',
  } = 'fileList' in each ? each : {};
  const read = [...readFiles.map(({ ledger }) => ledger), ...readTables.map(({ version }) => version)];
  return [each.node, each.version, proof, batchedUntil, deferredTo, ...read].join(' ');
}

type Write = () => Promise<void>;

function ledgerWrites({ store, ledgers }: LakeContext, planned: readonly PlannedSource[]): readonly Write[] {
  const changed = planned.filter(source => source.changed);
  return changed.map(({ source, entries }) => async () => {
    if (ledgers === undefined) throw new Error('nothing makes ledgers');
    await putImmutable(store, source.ledger, await ledgers.encode(entries));
  });
}

function fileListWrites(
  lake: LakeContext,
  planned: readonly PlannedTable[],
  changes: readonly TableChange[],
): readonly Write[] {
  const copies = new Map(changes.map(({ name, compact }) => [name, compact]));
  const changed = planned.filter(table => table.changed);
  return changed.map(({ table, files }) => async () => {
    const { compact } = table;
    if (compact !== undefined) await putImmutable(lake.store, compact, copies.get(table.name)!);
    await putImmutable(lake.store, table.fileList, await lake.codec.encode(files));
    lake.fileLists.set(table.fileList, Promise.resolve(files));
  });
}
