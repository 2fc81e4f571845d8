import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { encodeDocument } from './document-format.ts';
import type { Candidate, Release } from './documents.ts';
import { keepTouching } from './keep-touching.ts';
import type { LakeContext } from './lake-context.ts';
import { candidateKey, candidatePrefixes } from './layout.ts';
import { forgetToken, rememberToken } from './liveness.ts';
import { findCandidate } from './read-documents.ts';
import type { Recovery } from './recover.ts';
import { isoTime } from './retention.ts';

/** The candidate of a build that this process runs: its document, and the right to go on. */
export class OwnCandidate {
  readonly #lake: LakeContext;
  #document: Candidate;
  #etag: string;
  #turn: Promise<void> = Promise.resolve();
  #stopTouching: (() => void) | undefined;
  #isOpen = true;
  /** Which release the build read; undefined when there was none. */
  readonly base: Release | undefined;
  /**
   * True while a write of the pointer may still take effect. The files of such a candidate must stay, whatever else
   * goes wrong.
   */
  undecided = false;
  /** True when work elsewhere may go on. The document, which names it, stays for whoever ends it. */
  leavesJob = false;
  /** What was found of other builds when this one began: those of which work elsewhere may go on. */
  leftBehind: readonly Recovery[] = [];

  /** Takes charge of a candidate whose document was just written, with the ETag that the store gave it. */
  constructor(lake: LakeContext, base: Release | undefined, document: Candidate, etag: string) {
    this.#lake = lake;
    this.base = base;
    this.#document = document;
    this.#etag = etag;
    rememberToken(document.token);
  }

  get document(): Candidate {
    return this.#document;
  }

  get id(): string {
    return this.#document.release;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The id under which the next release document will be written. */
  get release(): string {
    return this.#document.ids.at(-1)!;
  }

  /** All data files that this process writes lie below it. */
  get prefix(): string {
    return this.#document.prefix;
  }

  /** Below one of them lies whatever this process and those before it wrote. */
  get prefixes(): readonly string[] {
    return candidatePrefixes(this.#document);
  }

  /** Names one more id, before anything is written under it. */
  nameRelease(id: string): Promise<void> {
    return this.#replace(document => ({ ...document, ids: [...document.ids, id] }));
  }

  /** Marks it, so that nobody publishes it any more. */
  abandon(): Promise<void> {
    return this.#replace(document => ({ ...document, abandoned: true }));
  }

  /** Lets tasks add to it again. */
  reopen(): Promise<void> {
    return this.#replace(document => ({ ...document, tasks: 'open' }));
  }

  /** Leaves it for a retry. */
  keep(): Promise<void> {
    return this.#replace(document => ({ ...document, kept: true }));
  }

  /** Names work elsewhere that may write below the prefix, or says that there is none any more. */
  rememberJob(remoteJob: string | null, remoteTarget: string): Promise<void> {
    return this.#replace(document => ({ ...document, remoteJob, remoteTarget }));
  }

  /** Shows others that this build is alive. */
  touch(): Promise<void> {
    return this.#replace(document => document);
  }

  /** Until `stop`. */
  startTouching(): void {
    this.#stopTouching = keepTouching(() => this.touch());
  }

  /** Ends this process's part; the document stays as it is. */
  stop(): void {
    this.#isOpen = false;
    this.#stopTouching?.();
    forgetToken(this.#document.token);
  }

  /** Throws `lost-candidate` when another process took the candidate or removed it. */
  async requireOwn(): Promise<void> {
    await this.#inTurn(() => this.#reload());
  }

  /** Whether the candidate is there for somebody to publish: this process, or one that took it over. */
  async isContinued(): Promise<boolean> {
    const found = await findCandidate(this.#lake, this.#document.release);
    return found !== undefined && !found.value.abandoned;
  }

  /** Writes the document changed; a touch and a change never overlap. */
  #replace(change: (document: Candidate) => Candidate): Promise<void> {
    return this.#inTurn(async () => {
      const next = { ...change(this.#document), touchedAt: isoTime(this.#lake.environment.now()) };
      if (await this.#put(next)) return;
      // An earlier write may have arrived although its answer was lost: then only the ETag is old.
      await this.#reload();
      if (!(await this.#put(next))) throw lostCandidate(this.#document);
    });
  }

  async #put(next: Candidate): Promise<boolean> {
    const { store, project } = this.#lake;
    const key = candidateKey(next.release);
    const result = await store.putIfMatch(key, encodeDocument(project, next), this.#etag);
    if (!result.ok) return false;
    this.#document = next;
    this.#etag = result.etag;
    return true;
  }

  async #reload(): Promise<void> {
    const found = await findCandidate(this.#lake, this.#document.release);
    if (found?.value.token !== this.#document.token) throw lostCandidate(this.#document, found?.value);
    this.#etag = found.etag;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function lostCandidate(own: Candidate, present?: Candidate): SparkifyError {
  const what = present
    ? `was taken over by ${present.owner.user} on ${present.owner.host}, process ${present.owner.pid}`
    : 'was removed by another process';
  return new SparkifyError('lost-candidate', `The unfinished release ${own.release} ${what}.`, {
    hint: '`sparkify releases list` shows whether it was published. If not, run the command again.',
  });
}
