import type { ReleaseSettings } from '../config/config.ts';
import type { ObjectInfo, Store } from '../storage/store.ts';
import { beginSteps } from './begin.ts';
import { discardSteps } from './discard.ts';
import type { CatalogCodec, FileListCodec, LedgerCodec, LedgerEntry, Release } from './documents.ts';
import { type LakeEnvironment, systemEnvironment } from './environment.ts';
import { listObjects } from './files-on-store.ts';
import { type FinishedTable, writeFinished } from './finished-tables.ts';
import { checkTables } from './foreign-files.ts';
import { keepSteps } from './keep.ts';
import type { JobEnder, LakeContext } from './lake-context.ts';
import { createReader, type LakeReader } from './lake-reader.ts';
import type { OutsideCatalog } from './outside-catalog.ts';
import { OwnCandidate } from './own-candidate.ts';
import { type FoundRights, probeSteps } from './probe-rights.ts';
import { pruneSteps } from './prune.ts';
import { type PublishOptions, type PublishOutcome, publishSteps } from './publish.ts';
import { findPointer, type KnownReleases } from './read-documents.ts';
import { type Recovery, recoverSteps } from './recover.ts';
import { type RegistrationState, registrationSteps } from './registration.ts';
import { planState, type StateChange } from './released-state.ts';
import { findKeptSteps, type KeptBuild, resumeSteps } from './resume.ts';
import { rollbackSteps } from './rollback.ts';
import { readLedger } from './source-ledger.ts';
import { runSteps, type Steps } from './steps.ts';
import { straySteps } from './strays.ts';
import type { TableChange } from './table-change.ts';
import { discardCandidateSteps } from './tasks/discard-candidate.ts';
import { endTaskSteps, failedTask, type TaskOutcome } from './tasks/end-task.ts';
import { findJointSteps, type JointCandidate, joinSteps, type TaskToBegin } from './tasks/join-candidate.ts';
import { type ListedCandidate, listCandidates } from './tasks/list-candidates.ts';
import {
  type CandidateOutcome,
  type CandidateToPublish,
  publishCandidateSteps,
} from './tasks/publish-candidate.ts';
import { TaskAttempt } from './tasks/task-attempt.ts';
import { type Shown, showSteps, type Tidied, tidySteps } from './tidy.ts';

export interface LakeOptions {
  readonly store: Store;
  /** Name of the project; a lake belongs to one. */
  readonly project: string;
  readonly settings: ReleaseSettings;
  readonly codec: FileListCodec;
  /** Without it the lake has no catalog. */
  readonly catalogs?: CatalogCodec | undefined;
  /** Needed to publish what was read of sources. */
  readonly ledgers?: LedgerCodec | undefined;
  /** Without it a build that left work elsewhere stays as it is. */
  readonly jobEnder?: JobEnder | undefined;
  /** What else is to show every release. */
  readonly outside?: OutsideCatalog | undefined;
  readonly environment?: LakeEnvironment;
}

/** A build that may write files and publish them. */
export interface Build {
  /** Names its candidate, by which a retry finds it. */
  readonly id: string;
  /** Until it was published or abandoned. */
  readonly isOpen: boolean;
  /** The id under which it will be published, unless another release comes first. */
  readonly release: string;
  /** `files/<release>/`: all its data files lie below it, as `dataFileKey` names them. */
  readonly prefix: string;
  /** The release that it reads and that "unchanged" is measured by; undefined in a lake without one. */
  readonly base: Release | undefined;
  /** Builds that were left before it, and of which work elsewhere may go on. */
  readonly leftBehind: readonly Recovery[];
}

export interface RecoverOutcome extends Tidied {
  readonly recoveries: readonly Recovery[];
}

/** A lake as its writers see it. Nothing is read or written before a method is called. */
export interface Lake extends LakeReader {
  /** The files of a source that a ledger names, which is read once. */
  ledger(key: string): Promise<readonly LedgerEntry[]>;
  /**
   * Throws `reserved-name`, `foreign-files`: to be called before a build does any work. `base` is the release that it will rest on, if
   * that was read already.
   */
  checkTables(names: readonly string[], base?: Release): Promise<void>;

  /**
   * Begins a build on the current release, to be ended by `publish` or `abandon`. `base` is that release, if it was read already.
   * Throws `no-conditional-writes`.
   */
  begin(options: { readonly command: string; readonly base?: Release | undefined }): Promise<Build>;
  /**
   * Throws `lake-moved`, `lost-candidate`, `undecided-publish`, `schema-changed`, `reserved-name`; the caller then
   * decides what becomes of the files by `abandon`.
   */
  publish(build: Build, changes: readonly TableChange[], options: PublishOptions): Promise<PublishOutcome>;
  /** Whether a release on top of `base` would say something else of the nodes that it is made of. */
  changesState(state: StateChange, base: Release): Promise<boolean>;
  /** What a build has written of a table so far. */
  written(build: Build, table: string): Promise<readonly ObjectInfo[]>;
  /** Puts down that a table is written whole, so that a retry need not compute it again. */
  finish(build: Build, table: FinishedTable): Promise<void>;
  /** Puts down which work elsewhere may write files of a build, or that there is none any more, and the target that starts it. */
  rememberJob(build: Build, job: string | null, target: string): Promise<void>;
  /** Told that the work which was put down could not be ended: it is then found again, however the build ends. */
  leaveJob(build: Build): void;
  /** Ends a build unpublished. Its files stay for a retry, or go; they stay when it may have been published. */
  abandon(build: Build, options: { readonly keepForRetry: boolean }): Promise<void>;

  /**
   * What a build that was not published left for a retry. Work elsewhere that it left is ended, unless that `leavesJob`.
   * Throws `lost-candidate`.
   */
  findKept(release: string, options?: { readonly leavesJob: boolean }): Promise<KeptBuild>;
  /**
   * Goes on with a kept build, to be ended like one of `begin`, and with work elsewhere that it `joins`. Throws `lake-moved`
   * when another release changed one of `touches` since it began, and `lost-candidate`.
   */
  resume(
    kept: KeptBuild,
    options: { readonly touches: ReadonlySet<string>; readonly joins?: boolean },
  ): Promise<Build>;

  /** What tasks have added to a candidate of this name. Throws `candidate-closed`. */
  findJoint(name: string): Promise<JointCandidate>;
  /**
   * Begins an attempt at a task, whose files a candidate holds until it is published; to be ended by `endTask` or
   * `abandon`. Throws `candidate-closed`, and `lake-moved` when the candidate rests on another release.
   */
  join(task: TaskToBegin): Promise<Build>;
  /** Throws `candidate-closed` when the candidate was given up meanwhile. */
  endTask(build: Build, outcome: TaskOutcome): Promise<void>;
  /** Publishes what tasks added. Throws as `publish`, and `candidate-unready`, `candidate-closed`, `unknown-candidate`. */
  publishCandidate(asked: Omit<CandidateToPublish, 'onTaken'>): Promise<CandidateOutcome>;
  /** The candidates that tasks add to. */
  candidates(): Promise<readonly ListedCandidate[]>;
  /** Gives up what tasks added. Throws `unknown-candidate`, and `candidate-closed` while it is being published. */
  discardCandidate(name: string): Promise<RecoverOutcome>;

  /** Cleans up after builds whose process has ended. */
  recover(): Promise<RecoverOutcome>;
  rollback(release: string): Promise<PublishOutcome>;
  /**
   * Makes the plain copy and the catalogs show the current release, where what published it could not.
   *
   * @param known see `releaseAt`
   */
  mend(known: KnownReleases): Promise<Shown>;
  /** Makes the catalog outside of the lake show the current release; with `always` it looks at one that should do so already. */
  register(options: { readonly always: boolean }): Promise<RegistrationState>;
  /** Removes what need not be kept; `tables` are dropped from the lake. */
  prune(options?: { readonly tables?: readonly string[] }): Promise<PublishOutcome>;
  /** What its writer may not do. Throws `no-conditional-writes` when the store cannot be trusted with releases. */
  probe(): Promise<FoundRights>;
}

/**
 * Opens a lake.
 *
 *     const build = await lake.begin({ command: 'build' });
 *     const path = dataFileKey(build.prefix, 'songs', [hiveSegment('year', '1999')], 'a.parquet');
 *     // … write the file, compute `changes` …
 *     await lake.publish(build, changes, { tested: true });
 */
export function openLake(options: LakeOptions): Lake {
  const { store, project, settings, codec, environment = systemEnvironment() } = options;
  const { catalogs, ledgers, jobEnder, outside } = options;
  const context = { store, project, settings, codec, catalogs, ledgers, jobEnder, outside, environment };
  const lake: LakeContext = { ...context, fileLists: new Map() };
  const known = new Map<string, Promise<readonly LedgerEntry[]>>();
  return {
    ...createReader(lake),
    ledger: key => {
      const entries = known.get(key) ?? readLedger(lake, key);
      known.set(key, entries);
      return entries;
    },
    checkTables: (names, base) => checkTables(lake, names, base),
    begin: ({ command, base }) => start(beginSteps(lake, command, { base })),
    publish: (build, changes, options) => publish(lake, build, changes, options),
    changesState: async (state, base) => (await planState(lake, state, base)).before === undefined,
    written: async (build, table) => [...(await listObjects(store, [`${build.prefix}${table}/`])).values()],
    finish: (build, table) => writeFinished(lake, build.prefix, table),
    findKept: (release, found) => runSteps(findKeptSteps(lake, release, found)),
    resume: (kept, { touches, joins }) => start(resumeSteps(lake, kept, touches, { joins })),
    rememberJob: async (build, job, target) => {
      // A task leaves no work elsewhere: where that would be started, there are none.
      if (!(build instanceof TaskAttempt)) await ownCandidate(build).rememberJob(job, target);
    },
    leaveJob: build => {
      if (!(build instanceof TaskAttempt)) ownCandidate(build).leavesJob = true;
    },
    abandon: (build, { keepForRetry }) => abandon(lake, build, keepForRetry),
    findJoint: name => runSteps(findJointSteps(lake, name)),
    join: task => join(lake, task),
    endTask: (build, outcome) => endTask(lake, build, outcome),
    publishCandidate: asked =>
      runSteps(publishCandidateSteps(lake, { ...asked, onTaken: candidate => candidate.startTouching() })),
    candidates: () => listCandidates(lake),
    discardCandidate: name => discardCandidate(lake, name),
    recover: () => recover(lake),
    rollback: id => runSteps(rollbackSteps(lake, id)),
    mend: known => runSteps(showSteps(lake, { known })),
    register: ({ always }) => runSteps(registrationSteps(lake, { always })),
    prune: ({ tables = [] } = {}) => runSteps(pruneSteps(lake, tables)),
    probe: () => runSteps(probeSteps(lake)),
  };
}

async function start(steps: Steps<OwnCandidate>): Promise<Build> {
  const candidate = await runSteps(steps);
  candidate.startTouching();
  return candidate;
}

async function join(lake: LakeContext, task: TaskToBegin): Promise<Build> {
  const attempt = await runSteps(joinSteps(lake, task));
  attempt.startTouching();
  return attempt;
}

async function endTask(lake: LakeContext, build: Build, outcome: TaskOutcome): Promise<void> {
  if (!(build instanceof TaskAttempt)) throw new Error('an attempt that did not come from join()');
  // However it goes: what cannot be put down now is an attempt that has not ended.
  build.stop();
  await runSteps(endTaskSteps(lake, build, outcome));
}

async function publish(
  lake: LakeContext,
  build: Build,
  changes: readonly TableChange[],
  options: PublishOptions,
): Promise<PublishOutcome> {
  const candidate = ownCandidate(build);
  const outcome = await runSteps(publishSteps(lake, candidate, changes, options));
  candidate.stop();
  return outcome;
}

async function abandon(lake: LakeContext, build: Build, keepForRetry: boolean): Promise<void> {
  if (build instanceof TaskAttempt) return endTask(lake, build, failedTask);
  const candidate = ownCandidate(build);
  try {
    if (candidate.undecided) return;
    const stays = keepForRetry || candidate.leavesJob;
    await runSteps(stays ? keepSteps(lake, candidate) : discardSteps(lake, candidate));
  } finally {
    candidate.stop();
  }
}

async function recover(lake: LakeContext): Promise<RecoverOutcome> {
  if ((await findPointer(lake)) === undefined)
    return { recoveries: [], problems: [], registration: 'off', collected: [] };
  const recoveries = await runSteps(recoverSteps(lake));
  const tidied = await runSteps(tidySteps(lake, straySteps(lake), { looksAtAll: true }));
  return { recoveries, ...tidied };
}

async function discardCandidate(lake: LakeContext, name: string): Promise<RecoverOutcome> {
  const recovery = await runSteps(discardCandidateSteps(lake, name));
  return { recoveries: [recovery], ...(await runSteps(tidySteps(lake))) };
}

function ownCandidate(build: Build): OwnCandidate {
  if (build instanceof OwnCandidate) return build;
  throw new Error('a build that did not come from begin()');
}
