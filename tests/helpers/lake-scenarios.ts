import { beginSteps } from '../../src/release/begin.ts';
import type { LakeContext } from '../../src/release/lake-context.ts';
import { pruneSteps } from '../../src/release/prune.ts';
import { readCurrentRelease } from '../../src/release/read-current.ts';
import { recoverSteps } from '../../src/release/recover.ts';
import { rollbackSteps } from '../../src/release/rollback.ts';
import { runSteps } from '../../src/release/steps.ts';
import type { Content } from './lake-invariants.ts';
import { buildSteps, buildTables, type LakeWorld, writeTable } from './lake-world.ts';

/** Something that a process does to a lake, and what readers may see before and after it. */
export interface Scenario {
  readonly prepare: (world: LakeWorld) => Promise<void>;
  readonly act: (lake: LakeContext) => AsyncGenerator<string, unknown, void>;
  readonly before: Content | undefined;
  readonly after: Content | undefined;
}

const one: Content = { songs: { 1999: 'a', 2000: 'b' }, users: { 2018: 'u' } };
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
  'a recovery': {
    async prepare(world) {
      await build(world, one);
      const lake = world.process();
      const candidate = await runSteps(beginSteps(lake, 'build'));
      await writeTable(lake, candidate, 'songs', two.songs!);
      world.end(lake);
    },
    act: lake => recoverSteps(lake, 0),
    before: one,
    after: one,
  },
};

async function build(world: LakeWorld, content: Content): Promise<void> {
  await buildTables(world.process(), content);
}
