import test from 'ava';
import type { SourceFileState } from '../../../src/release/documents.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { planSource, readLedger, type SourceChange } from '../../../src/release/source-ledger.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';

const file = (path: string, more: Partial<SourceFileState> = {}): SourceFileState => ({
  ...{ path, etag: null, size: 10, modified: '2026-01-01T00:00:00.000Z', rows: 2, quarantined: 0 },
  ...more,
});
const change = (...files: readonly SourceFileState[]): SourceChange => ({
  ...{ name: 'raw.events', node: 'source.music.raw.events' },
  files,
});
const releases = ({ entries }: ReturnType<typeof planSource>) =>
  entries.map(({ path, release }) => `${path} ${release}`);

test('a file that is as it was keeps the release that read it first', t => {
  const first = planSource(change(file('b'), file('a')), undefined, 'r1');
  t.deepEqual(releases(first), ['a r1', 'b r1'], 'in the order of their paths');
  const changed = file('b', { size: 11 });
  const second = planSource(change(file('a'), changed, file('c')), first, 'r2');
  t.deepEqual(releases(second), ['a r1', 'b r2', 'c r2']);
  t.is(second.source.ledger, '_sparkify/sources/raw.events/r2.parquet');
  t.deepEqual(
    releases(planSource(change(changed), second, 'r3')),
    ['b r2'],
    'a file that is gone is not named',
  );
});

test('a ledger that says the same carries over', t => {
  const first = planSource(change(file('a')), undefined, 'r1');
  t.deepEqual(planSource(change(file('a')), first, 'r2'), { ...first, changed: false });
});

test('an object is told by its ETag, a file by size and time', t => {
  const later = { modified: '2026-01-02T00:00:00.000Z' };
  const objects = planSource(change(file('s3://b/a', { etag: '"1"' })), undefined, 'r1');
  t.deepEqual(releases(planSource(change(file('s3://b/a', { etag: '"1"', ...later })), objects, 'r2')), [
    's3://b/a r1',
  ]);
  t.deepEqual(releases(planSource(change(file('s3://b/a', { etag: '"2"' })), objects, 'r2')), [
    's3://b/a r2',
  ]);
  const files = planSource(change(file('a')), undefined, 'r1');
  t.deepEqual(releases(planSource(change(file('a', later)), files, 'r2')), ['a r2']);
});

test('rows that nobody counted this time stay known of a file that is as it was', t => {
  const first = planSource(change(file('a'), file('b')), undefined, 'r1');
  const uncounted = change(file('a', { rows: null }), file('b', { rows: null, size: 11 }));
  const second = planSource(uncounted, first, 'r2');
  t.deepEqual(
    second.entries.map(({ rows }) => rows),
    [2, null],
  );
  t.is(second.source.rows, null, 'the sum is not known either');
  t.is(first.source.rows, 4);
});

test('the ledger of a source that a build did not read carries over, and goes with the last release that names it', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const events = (rows: number) => ({ sources: [change(file('a', { rows, size: rows }))] });
  await buildTables(world.process(), { songs: { 1999: 'a' } }, events(1));
  const [first] = (await readCurrentRelease(lake))!.sources;
  await buildTables(world.process(), { songs: { 1999: 'b' } }, { sources: [] });
  t.deepEqual((await readCurrentRelease(lake))!.sources, [first]);
  for (const rows of [2, 3, 4]) {
    world.pass(30);
    await buildTables(world.process(), { songs: { 1999: String(rows) } }, events(rows));
  }
  await t.throwsAsync(readLedger(lake, first!.ledger));
  const { sources } = (await readCurrentRelease(lake))!;
  t.is((await readLedger(lake, sources[0]!.ledger))[0]!.rows, 4);
});

test('a build that found nothing but another file publishes that it read it', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } }, { sources: [change(file('a'))] });
  const again = await buildTables(
    world.process(),
    { songs: { 1999: 'a' } },
    { sources: [change(file('a'))] },
  );
  t.is(again.status, 'nothing-changed');
  const more = { sources: [change(file('a'), file('empty', { rows: 0 }))] };
  const { status } = await buildTables(world.process(), { songs: { 1999: 'a' } }, more);
  t.is(status, 'published');
});
