import type { ReleaseSettings } from '../../src/config/config.ts';
import { beginSteps } from '../../src/release/begin.ts';
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
import { runSteps } from '../../src/release/steps.ts';
import { discardCandidateSteps } from '../../src/release/tasks/discard-candidate.ts';
import type { Content } from './lake-invariants.ts';
import { beforeStep } from './lake-steps.ts';
import { publishJointSteps, runTask, taskSteps } from './lake-tasks.ts';
import { buildSteps, buildTables, type Processes, stateOf, writeTable } from './lake-world.ts';

/** Something that a process does to a lake, and what readers may see before and after it. */
export interface Scenario {
  readonly prepare: (world: Processes) => Promise<void>;
  /** Of whoever comes after the preparation. */
  readonly settings?: Partial<ReleaseSettings>;
  readonly act: (lake: LakeContext) => AsyncGenerator<string, unknown, void>;
  readonly before: Content | undefined;
  /** What the catalog shows before it, where that is something else. */
  readonly catalog?: Content;
  readonly after: Content | undefined;
  /** A candidate that tasks add to: it may be left open, as whoever comes later can tell only after hours. */
  readonly candidate?: string;
}

const one: Content = { songs: { 1999: 'a', 2000: 'b' }, users: { 2018: 'u' } };
const noPlainCopy = { plainCopy: false };
const two: Content = { songs: { 1999: 'a', 2000: 'B', 2001: 'c' }, users: { 2018: 'u' } };

/** Everything that writes to a lake. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'the first build': {
    prepare: async () => undefined,
    act: lake => buildSteps(lake, one),
    before: undefined,
    after: one,
  },
  'a build that changes partitions': {
    prepare: world => build(world, one),
    act: lake => buildSteps(lake, two),
    before: one,
    after: two,
  },
  'a build that changes nothing': {
    prepare: world => build(world, one),
    act: lake => buildSteps(lake, one),
    before: one,
    after: one,
  },
  'a build that lets old releases go': {
    async prepare(world) {
      for (const version of ['a', 'b', 'c', 'd']) {
        await build(world, { songs: { 1999: version, 2000: 'same' }, artists: { [version]: version } });
        world.pass(30);
      }
    },
    act: lake => buildSteps(lake, { songs: { 1999: 'e', 2000: 'same' } }),
    before: { songs: { 1999: 'd', 2000: 'same' }, artists: { d: 'd' } },
    after: { songs: { 1999: 'e', 2000: 'same' }, artists: { d: 'd' } },
  },
  'a rollback': {
    async prepare(world) {
      await build(world, one);
      await build(world, two);
    },
    async *act(lake) {
      const current = await readCurrentRelease(lake);
      return yield* rollbackSteps(lake, current!.parent!);
    },
    before: two,
    after: one,
  },
  'a table that is dropped': {
    prepare: world => build(world, one),
    act: lake => pruneSteps(lake, ['users']),
    before: one,
    after: { songs: one.songs! },
  },
  'a build that fails and is kept': {
    prepare: world => build(world, one),
    async *act(lake) {
      const candidate = yield* beginSteps(lake, 'build');
      yield* leaveSongs(lake, candidate);
    },
    before: one,
    after: one,
  },
  'a retry': {
    async prepare(world) {
      await build(world, one);
      const lake = world.process();
      await runSteps(leaveSongs(lake, await runSteps(beginSteps(lake, 'build'))));
    },
    act: retrySteps,
    before: one,
    after: { songs: two.songs!, users: { 2018: 'v' } },
  },
  'a retry of a build that was killed': {
    async prepare(world) {
      await build(world, one);
      const lake = world.process();
      const steps = leaveSongs(lake, await runSteps(beginSteps(lake, 'build')));
      await beforeStep(steps, 'keep-candidate');
      world.end(lake);
    },
    act: retrySteps,
    before: one,
    after: { songs: two.songs!, users: { 2018: 'v' } },
  },
  'a prune of releases that nothing keeps': {
    async prepare(world) {
      for (const version of ['a', 'b', 'c', 'd', 'e']) {
        await build(world, { songs: { 1999: version, 2000: 'same' } }, { keep: 4 });
        world.pass(30);
      }
    },
    act: lake => pruneSteps(lake, []),
    before: { songs: { 1999: 'e', 2000: 'same' } },
    after: { songs: { 1999: 'e', 2000: 'same' } },
  },
  'a build after one that was killed amid its plain copy': {
    async prepare(world) {
      await build(world, one);
      const lake = world.process();
      await beforeStep(buildSteps(lake, two), 'copy-files');
      world.end(lake);
    },
    act: lake => buildSteps(lake, two),
    before: two,
    catalog: one,
    after: two,
  },
  'a build without a plain copy': {
    prepare: world => build(world, one, noPlainCopy),
    settings: noPlainCopy,
    act: lake => buildSteps(lake, two),
    before: one,
    after: two,
  },
  'a build that ends the plain copy': {
    prepare: world => build(world, one),
    settings: noPlainCopy,
    act: lake => buildSteps(lake, two),
    before: one,
    after: two,
  },
  'a build that begins the plain copy again': {
    async prepare(world) {
      await build(world, one);
      await build(world, two, noPlainCopy);
    },
    act: lake => buildSteps(lake, one),
    before: two,
    after: one,
  },
  'a task of several': {
    prepare: world => build(world, one),
    act: lake => taskSteps(lake, 'songs', two.songs!),
    before: one,
    after: one,
    candidate: 'nightly',
  },
  'a task of several on a new lake': {
    prepare: async () => undefined,
    act: lake => taskSteps(lake, 'songs', two.songs!),
    before: undefined,
    after: undefined,
    candidate: 'nightly',
  },
  'what several tasks added is published': {
    async prepare(world) {
      await build(world, one);
      await addSongs(world);
    },
    act: lake => publishJointSteps(lake, ['songs']),
    before: one,
    after: two,
    candidate: 'nightly',
  },
  'what several tasks added is given up': {
    async prepare(world) {
      await build(world, one);
      await addSongs(world);
    },
    act: lake => discardCandidateSteps(lake, 'nightly'),
    before: one,
    after: one,
    candidate: 'nightly',
  },
  'a recovery': {
    async prepare(world) {
      await build(world, one);
      const lake = world.process();
      const candidate = await runSteps(beginSteps(lake, 'build'));
      await writeTable(lake, candidate, 'songs', two.songs!);
      world.end(lake);
    },
    act: lake => recoverSteps(lake),
    before: one,
    after: one,
  },
};

async function build(
  world: Processes,
  content: Content,
  settings: Partial<ReleaseSettings> = {},
): Promise<void> {
  await buildTables(world.process({ settings }), content);
}

/** Two attempts at one task, of which the later counts. */
async function addSongs(world: Processes): Promise<void> {
  await runTask(world.process(), 'songs', one.songs!);
  await runTask(world.process(), 'songs', two.songs!);
}

/** Writes new songs and fails. */
async function* leaveSongs(lake: LakeContext, candidate: OwnCandidate): AsyncGenerator<string, void, void> {
  yield 'write-table';
  const change = await writeTable(lake, candidate, 'songs', two.songs!);
  await writeFinished(lake, candidate.prefix, { change, recipe: 'songs', reads: [] });
  yield* keepSteps(lake, candidate);
  candidate.stop();
}

/** Takes up the songs that lie there, adds new users, and publishes both. */
async function* retrySteps(lake: LakeContext): AsyncGenerator<string, unknown, void> {
  const [left] = await readCandidates(lake);
  const kept = yield* findKeptSteps(lake, left!.value.release);
  const candidate = yield* resumeSteps(lake, kept, new Set(['songs', 'users']));
  yield 'write-table';
  const users = await writeTable(lake, candidate, 'users', { 2018: 'v' });
  const changes = [...kept.tables.map(({ change }) => change), users];
  return yield* publishSteps(lake, candidate, changes, { tested: true, state: stateOf(changes) });
}
