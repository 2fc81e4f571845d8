import { encodeDocument } from '../document-format.ts';
import type { Candidate, Release } from '../documents.ts';
import { keepTouching } from '../keep-touching.ts';
import type { LakeContext } from '../lake-context.ts';
import { attemptPrefix, candidateKey } from '../layout.ts';
import { findCandidate, type Stored } from '../read-documents.ts';
import { isoTime } from '../retention.ts';

/** An attempt at a task that this process runs: what it may write, and where. It owns nothing of its candidate. */
export class TaskAttempt {
  readonly #lake: LakeContext;
  #stopTouching: (() => void) | undefined;
  #isOpen = true;
  /** Names the attempt. */
  readonly id: string;
  /** Name of the candidate. */
  readonly candidate: string;
  /** The first id of the candidate. */
  readonly birth: string;
  /** Which release all tasks of the candidate read. */
  readonly base: Release | undefined;
  readonly leftBehind = [];

  constructor(lake: LakeContext, id: string, candidate: Candidate, base: Release | undefined) {
    this.#lake = lake;
    this.id = id;
    this.candidate = candidate.release;
    this.birth = candidate.ids[0]!;
    this.base = base;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get release(): string {
    return this.id;
  }

  /** No other attempt writes below it, and it goes with the files of the candidate. */
  get prefix(): string {
    return attemptPrefix(this.birth, this.id);
  }

  /** The candidate as it is now; undefined when it is gone or was given up. */
  async find(): Promise<Stored<Candidate> | undefined> {
    const found = await findCandidate(this.#lake, this.candidate);
    return found?.value.ids[0] === this.birth && !found.value.abandoned ? found : undefined;
  }

  /** Shows others that somebody adds to the candidate. Who changed it meanwhile has shown it, too. */
  async touch(): Promise<void> {
    const { store, project, environment } = this.#lake;
    const found = await this.find();
    if (found?.value.tasks !== 'open') return;
    const next = { ...found.value, touchedAt: isoTime(environment.now()) };
    await store.putIfMatch(candidateKey(this.candidate), encodeDocument(project, next), found.etag);
  }

  /** Until `stop`. */
  startTouching(): void {
    this.#stopTouching = keepTouching(() => this.touch());
  }

  stop(): void {
    this.#isOpen = false;
    this.#stopTouching?.();
  }
}
