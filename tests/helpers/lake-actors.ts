import { beginSteps } from '../../src/release/begin.ts';
import { discardSteps } from '../../src/release/discard.ts';
import type { Release } from '../../src/release/documents.ts';
import { writeFinished } from '../../src/release/finished-tables.ts';
import { keepSteps } from '../../src/release/keep.ts';
import type { LakeContext } from '../../src/release/lake-context.ts';
import type { OwnCandidate } from '../../src/release/own-candidate.ts';
import { pruneSteps } from '../../src/release/prune.ts';
import { publishSteps } from '../../src/release/publish.ts';
import { readCurrentRelease } from '../../src/release/read-current.ts';
import { readCandidates } from '../../src/release/read-documents.ts';
import { recoverSteps } from '../../src/release/recover.ts';
import { findKeptSteps, resumeSteps } from '../../src/release/resume.ts';
import { rollbackSteps } from '../../src/release/rollback.ts';
import { guarded } from '../../src/release/steps.ts';
import { straySteps } from '../../src/release/strays.ts';
import type { TableChange } from '../../src/release/table-change.ts';
import { discardCandidateSteps } from '../../src/release/tasks/discard-candidate.ts';
import { tidySteps } from '../../src/release/tidy.ts';
import { contentOf } from './lake-invariants.ts';
import { addSteps, beginTaskSteps, publishJointSteps } from './lake-tasks.ts';
import { type LakeWorld, stateOf, writeTable } from './lake-world.ts';

/**
 * `append songs`: adds its letter to a table; `copy`: makes a table out of what it reads in another; `fail`: adds its
 * letter to the songs, fails and is kept; `retry`: publishes what a failed build kept, and the users with its letter;
 * `task`: adds its letter to the songs of the base, in a candidate.
 */
export const roles = [
  'append songs',
  'append users',
  'copy',
  'fail',
  'retry',
  'rollback',
  'recover',
  'recover elsewhere',
  'prune',
  'task',
  'publish tasks',
  'give up tasks',
] as const;
export type Role = (typeof roles)[number];

/** A process that does one thing to the lake, a step at a time. */
export class Actor {
  readonly letter: string;
  readonly role: Role;
  readonly lake: LakeContext;
  /** Once it has begun and until it is over. */
  candidate: OwnCandidate | undefined;
  release: Release | undefined;
  error: unknown;
  isOver = false;
  /** The step that comes next. */
  pending: string | undefined;
  readonly #steps: AsyncGenerator<string, Release | undefined, void>;

  constructor(world: LakeWorld, role: Role, letter: string) {
    this.role = role;
    this.letter = letter;
    this.lake = world.process({ host: role === 'recover elsewhere' ? 'there' : 'here' });
    this.#steps = this.#act();
  }

  async step(): Promise<void> {
    if (this.isOver) return;
    try {
      const turn = await this.#steps.next();
      this.pending = turn.done ? undefined : turn.value;
      if (!turn.done) return;
      this.release = turn.value;
    } catch (error) {
      this.error = error;
    }
    this.isOver = true;
    this.candidate = undefined;
  }

  async finish(): Promise<void> {
    while (!this.isOver) await this.step();
  }

  async *#act(): AsyncGenerator<string, Release | undefined, void> {
    switch (this.role) {
      case 'append songs':
        return yield* this.#build('songs', 'songs', []);
      case 'append users':
        return yield* this.#build('users', 'users', []);
      case 'copy':
        return yield* this.#build('copies', 'songs', ['songs']);
      case 'fail':
        return yield* this.#fail();
      case 'retry':
        return yield* this.#retry();
      case 'rollback': {
        const current = await readCurrentRelease(this.lake);
        const target = current?.kept.at(-1)?.release ?? current?.release ?? 'none';
        return (yield* rollbackSteps(this.lake, target)).release;
      }
      case 'task':
        return yield* this.#task();
      case 'publish tasks': {
        const outcome = yield* publishJointSteps(this.lake, ['songs']);
        return outcome.status === 'published-before' ? undefined : outcome.release;
      }
      case 'give up tasks':
        yield* discardCandidateSteps(this.lake, 'nightly');
        return undefined;
      case 'prune':
        return (yield* pruneSteps(this.lake, [])).release;
      default:
        yield* recoverSteps(this.lake);
        yield* tidySteps(this.lake, straySteps(this.lake));
        return undefined;
    }
  }

  async *#task(): AsyncGenerator<string, undefined, void> {
    const attempt = yield* beginTaskSteps(this.lake, 'songs');
    const before = attempt.base && (await contentOf(this.lake, attempt.base)).songs?.[2000];
    yield* addSteps(this.lake, attempt, 'songs', { 2000: `${before ?? ''}${this.letter}`, 1999: 'same' });
    return undefined;
  }

  async *#fail(): AsyncGenerator<string, undefined, void> {
    const build = yield* beginSteps(this.lake, 'build');
    this.candidate = build;
    yield* failSteps(this.lake, build, this.letter);
    return undefined;
  }

  async *#retry(): AsyncGenerator<string, Release | undefined, void> {
    const [left] = (await readCandidates(this.lake)).filter(({ value }) => value.kept);
    if (left === undefined) return undefined;
    const kept = yield* findKeptSteps(this.lake, left.value.release);
    const build = yield* resumeSteps(this.lake, kept, new Set(['songs', 'users']));
    this.candidate = build;
    const before = build.base && (await contentOf(this.lake, build.base)).users?.[2000];
    yield 'write-table';
    const users = await writeTable(this.lake, build, 'users', { 2000: `${before ?? ''}${this.letter}` });
    return yield* this.#publish(build, [...kept.tables.map(({ change }) => change), users], []);
  }

  /** Writes `table` from what the base holds in `source`, with this letter at the end. */
  async *#build(
    table: string,
    source: string,
    reads: readonly string[],
  ): AsyncGenerator<string, Release | undefined, void> {
    const build = yield* beginSteps(this.lake, 'build');
    this.candidate = build;
    const before = build.base && (await contentOf(this.lake, build.base))[source]?.[2000];
    yield 'write-table';
    const change = await writeTable(this.lake, build, table, {
      2000: `${before ?? ''}${this.letter}`,
      1999: 'same',
    });
    return yield* this.#publish(build, [change], reads);
  }

  async *#publish(
    build: OwnCandidate,
    changes: readonly TableChange[],
    reads: readonly string[],
  ): AsyncGenerator<string, Release | undefined, void> {
    try {
      const options = { tested: true, reads, state: stateOf(changes) };
      return (yield* publishSteps(this.lake, build, changes, options)).release;
    } catch (error) {
      if (!build.undecided) yield* guarded(discardSteps(this.lake, build), []);
      throw error;
    }
  }
}

/** Adds a letter to the songs of the base, and leaves the build for a retry. */
export async function* failSteps(
  lake: LakeContext,
  build: OwnCandidate,
  letter: string,
): AsyncGenerator<string, void, void> {
  const before = build.base && (await contentOf(lake, build.base)).songs?.[2000];
  yield 'write-table';
  const change = await writeTable(lake, build, 'songs', { 2000: `${before ?? ''}${letter}`, 1999: 'same' });
  await writeFinished(lake, build.prefix, { change, recipe: letter, reads: [] });
  yield* keepSteps(lake, build);
  build.stop();
}
