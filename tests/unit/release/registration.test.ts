import test from 'ava';
import fc from 'fast-check';
import type { Release } from '../../../src/release/documents.ts';
import { readFiles } from '../../../src/release/file-lists.ts';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import type { OutsideCatalog, Registered } from '../../../src/release/outside-catalog.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { findRegistration } from '../../../src/release/read-documents.ts';
import { recoverSteps } from '../../../src/release/recover.ts';
import { registrationSteps } from '../../../src/release/registration.ts';
import { rollbackSteps } from '../../../src/release/rollback.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { straySteps } from '../../../src/release/strays.ts';
import { takeSteps } from '../../helpers/lake-aftermath.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld, type WorldProcessOptions } from '../../helpers/lake-world.ts';

const unchanged = { change: 'none', partitions: { added: 0, updated: 0, removed: 0 } } as const;

/** A catalog that leads from each table to its files, changed table by table as Glue is. */
class ToyCatalog implements OutsideCatalog {
  readonly id = 'toy';
  readonly label = 'toy catalog';
  settings = 'a';
  descriptions: string | undefined = 'd';
  readonly files = new Map<string, readonly string[]>();
  shown = 0;
  /** After how many tables it breaks. */
  breaksAfter: number | undefined;

  async show(lake: LakeContext, release: Release, keep: () => Promise<void>): Promise<Registered> {
    this.shown++;
    for (const [index, table] of release.tables.entries()) {
      await keep();
      if (index === this.breaksAfter) throw new Error('the catalog is down');
      const files = await readFiles(lake, table);
      this.files.set(
        table.name,
        files.map(({ path }) => path),
      );
    }
    const tables = release.tables.map(({ name }) => ({ ...unchanged, name }));
    return { catalog: this.label, release: release.release, tables, gone: [] };
  }
}

function processIn(
  world: LakeWorld,
  outside: OutsideCatalog,
  options: WorldProcessOptions = {},
): LakeContext {
  return { ...world.process(options), outside };
}

const tables = { songs: { 1999: 'a' }, users: { 2018: 'u' } };
const hasty = { keep: 0, keepHours: 0 };

test('every release is registered after the plain copy shows it', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  const seen: string[] = [];
  const watched: OutsideCatalog = {
    ...{ id: 'toy', label: 'toy catalog', settings: 'a', descriptions: 'd' },
    show(...asked) {
      seen.push(...world.memory.keys().filter(key => key.startsWith('songs/')));
      return catalog.show(...asked);
    },
  };
  const { registration, release } = await buildTables(processIn(world, watched), tables);
  t.like(registration, { catalog: 'toy catalog', release: release!.release, gone: [] });
  t.deepEqual(seen, ['songs/year=1999/part-0.parquet']);
});

test('a release that is shown already is not shown again, and one look at two documents tells', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  await buildTables(processIn(world, catalog), tables);
  const { status, registration } = await buildTables(processIn(world, catalog), tables);
  t.is(status, 'nothing-changed');
  t.is(registration, 'current');
  t.is(catalog.shown, 1);
});

test('with other settings or descriptions it is shown again, and unknown descriptions are no other ones', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  await buildTables(processIn(world, catalog), tables);
  catalog.descriptions = undefined;
  t.is(await runSteps(registrationSteps(processIn(world, catalog))), 'current');
  catalog.descriptions = 'e';
  t.not(await runSteps(registrationSteps(processIn(world, catalog))), 'current');
  catalog.settings = 'b';
  t.not(await runSteps(registrationSteps(processIn(world, catalog))), 'current');
  t.is(catalog.shown, 3);
});

test('whoever asks for it looks at the catalog in any case', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  await buildTables(processIn(world, catalog), tables);
  await runSteps(registrationSteps(processIn(world, catalog), { always: true }));
  t.is(catalog.shown, 2);
});

test('a rollback is registered, too', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  const { release } = await buildTables(processIn(world, catalog), tables);
  const before = catalog.files.get('songs');
  await buildTables(processIn(world, catalog), { ...tables, songs: { 1999: 'b' } });
  t.notDeepEqual(catalog.files.get('songs'), before);
  await runSteps(rollbackSteps(processIn(world, catalog), release!.release));
  t.deepEqual(catalog.files.get('songs'), before);
});

test('a failure leaves the release, is told apart from other problems, and is mended by the next build', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  await buildTables(processIn(world, catalog), tables);
  catalog.breaksAfter = 1;
  const outcome = await buildTables(processIn(world, catalog), { ...tables, songs: { 1999: 'b' } });
  t.is(outcome.status, 'published');
  t.deepEqual(outcome.problems, []);
  t.is((outcome.registration as Error).message, 'the catalog is down');
  catalog.breaksAfter = undefined;
  const next = await buildTables(processIn(world, catalog), { ...tables, songs: { 1999: 'b' } });
  t.is(next.status, 'nothing-changed');
  t.is(catalog.shown, 3);
  t.true((await findRegistration(world.process(), 'toy'))!.value.complete);
});

test('files that a catalog leads to stay, whoever collects, until it shows a newer release', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  await buildTables(processIn(world, catalog), tables);
  const shown = catalog.files.get('songs')!;
  // Builds of a target that knows of no catalog.
  for (const title of ['b', 'c', 'd']) {
    await buildTables(world.process({ settings: hasty }), { ...tables, songs: { 1999: title } });
    world.pass(48);
  }
  await runSteps(recoverSteps(world.process({ settings: hasty })));
  await runSteps(straySteps(world.process({ settings: hasty })));
  t.true(shown.every(path => world.memory.keys().includes(path)));
  const settings = hasty;
  await buildTables(processIn(world, catalog, { settings }), { ...tables, songs: { 1999: 'e' } });
  world.pass(48);
  await buildTables(processIn(world, catalog, { settings }), { ...tables, songs: { 1999: 'f' } });
  await buildTables(processIn(world, catalog, { settings }), { ...tables, songs: { 1999: 'g' } });
  t.false(shown.some(path => world.memory.keys().includes(path)));
});

test('a catalog that leads to nothing any more holds no files back', async t => {
  const world = new LakeWorld();
  const emptied: OutsideCatalog = {
    ...{ id: 'toy', label: 'toy catalog', settings: 'a', descriptions: 'd' },
    show: async (_, { release }) => ({ catalog: 'toy catalog', release, tables: [], gone: [] }),
  };
  await buildTables(processIn(world, emptied), tables);
  t.deepEqual((await findRegistration(world.process(), 'toy'))!.value.releases, []);
});

test('while one process registers another leaves that to it, and the first ends with the newest release', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  const slow = buildSteps(processIn(world, catalog), tables);
  await beforeStep(slow, 'register');
  const { registration, release } = await buildTables(processIn(world, catalog), {
    ...tables,
    songs: { 1999: 'b' },
  });
  t.is(registration, 'held');
  const outcome = await runSteps(slow);
  t.is((outcome.registration as Registered).release, release!.release);
});

test('a process that was killed while it registered is in the way of nobody', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  const lake = processIn(world, catalog);
  await beforeStep(buildSteps(lake, tables), 'register');
  world.end(lake);
  const { registration } = await buildTables(processIn(world, catalog), tables);
  t.not(registration, 'held');
  t.is(catalog.shown, 1);
});

test('one on another host is waited for, for five minutes', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  await beforeStep(buildSteps(processIn(world, catalog, { host: 'there' }), tables), 'register');
  t.is(await runSteps(registrationSteps(processIn(world, catalog))), 'held');
  world.pass(0.1);
  t.not(await runSteps(registrationSteps(processIn(world, catalog))), 'held');
});

test('whoever was silent too long stops before the next batch', async t => {
  const world = new LakeWorld();
  const catalog = new ToyCatalog();
  const slow = new ToyCatalog();
  const lake = processIn(world, {
    ...{ id: 'toy', label: 'toy catalog', settings: 'a', descriptions: 'd' },
    async show(at, release, keep) {
      world.pass(0.1);
      await buildTables(processIn(world, catalog), { ...tables, songs: { 1999: 'b' } });
      return slow.show(at, release, keep);
    },
  });
  const { registration } = await buildTables(lake, tables);
  t.is(registration, 'held');
  t.deepEqual([...slow.files], []);
});

test('killed after whichever step, it leaves a catalog whose files stay, and the next build ends what it began', async t => {
  const other = { songs: { 1999: 'b', 2000: 'c' }, users: { 2018: 'v' } };
  for (let steps = 0, isOver = false; !isOver; steps++) {
    const world = new LakeWorld();
    const catalog = new ToyCatalog();
    await buildTables(processIn(world, catalog), tables);
    const killed = processIn(world, catalog, { settings: hasty });
    isOver = await takeSteps(buildSteps(killed, other), steps);
    world.end(killed);
    for (const title of ['d', 'e', 'f']) {
      world.pass(48);
      await buildTables(world.process({ settings: hasty }), { songs: { 1999: title } });
    }
    const present = new Set(world.memory.keys());
    const missing = [...catalog.files.values()].flat().filter(path => !present.has(path));
    t.deepEqual(missing, [], `killed after ${steps} steps`);
    const { registration } = await buildTables(processIn(world, catalog), { songs: { 1999: 'f' } });
    t.is(typeof registration, 'object');
  }
});

test('whatever fails when, a catalog never leads to files that are gone', async t => {
  const act = fc.oneof(
    fc.record({
      what: fc.constant('build'),
      title: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      breaksAfter: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
      knows: fc.boolean(),
    }),
    fc.record({
      what: fc.constant('pass'),
      title: fc.constant(''),
      breaksAfter: fc.constant(undefined),
      knows: fc.constant(true),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async acts => {
      const world = new LakeWorld();
      const catalog = new ToyCatalog();
      for (const { what, title, breaksAfter, knows } of acts) {
        if (what === 'pass') world.pass(30);
        else {
          catalog.breaksAfter = breaksAfter;
          const process = world.process({ settings: hasty });
          const lake = knows ? { ...process, outside: catalog } : process;
          await buildTables(lake, { songs: { 1999: title, 2000: 'same' }, users: { 2018: title } });
        }
        const present = new Set(world.memory.keys());
        const missing = [...catalog.files.values()].flat().filter(path => !present.has(path));
        t.deepEqual(missing, []);
      }
      catalog.breaksAfter = undefined;
      const lake = processIn(world, catalog);
      await runSteps(registrationSteps(lake, { always: true })).catch(() => undefined);
      const current = await readCurrentRelease(lake).catch(() => undefined);
      for (const table of current?.tables ?? [])
        t.deepEqual(
          catalog.files.get(table.name),
          (await readFiles(lake, table)).map(({ path }) => path),
        );
    }),
    { numRuns: 60 },
  );
});
