import {
  appendFileSync,
  existsSync,
  globSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { blankDead } from '../../../../src/source/cache/blank-dead.ts';
import { loadPacks } from '../../../../src/source/cache/pack.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';
import { heldIn, packObjects } from '../../../helpers/packed-objects.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const texts = { a: '{"id":1}\n{"id":2}\n', b: '[{"id":3},\n{"id":4}]', c: '{"id":', d: '' };

async function load(folder: string) {
  const held = heldIn(folder);
  held.open();
  return { held, packs: await loadPacks(join(folder, 'packs'), held) };
}

test('what one run packed another finds, object by object', async t => {
  const folder = temporaryFolder(t);
  await packObjects(folder, texts);
  const { packs } = await load(folder);
  const found = packs[0]!.objects.map(object => {
    const { path, start, length, lines } = packs[0]!.recordsOf(object);
    return [object.key, readFileSync(path, 'utf8').slice(start, start + length), lines];
  });
  t.deepEqual(found, [
    ['a', texts.a, undefined],
    ['b', '{"id":3}\n{"id":4}\n', undefined],
    ['c', texts.c, undefined],
    ['d', '', undefined],
  ]);
});

test('a run goes on reading what another one clears away', async t => {
  const folder = temporaryFolder(t);
  const [file] = await packObjects(folder, texts);
  const { held, packs } = await load(folder);
  const path = packs[0]!.recordsOf(packs[0]!.objects[0]!).path;
  rmSync(join(folder, 'packs'), { recursive: true });
  for (const each of [file!.fetched!.path, path]) t.true(readFileSync(each, 'utf8').startsWith(texts.a));
  await held.close();
  t.false(existsSync(path));
});

const damages: Readonly<Record<string, (folder: string) => void>> = {
  'whose records are cut': folder => truncateSync(join(folder, 'records.ndjson'), 20),
  'whose records have grown': folder => appendFileSync(join(folder, 'records.ndjson'), '{"id":9}\n'),
  'that misses a file': folder => rmSync(join(folder, '0.json')),
};

for (const [what, damage] of Object.entries(damages)) {
  test(`a pack ${what} is removed, and nothing of it is believed`, async t => {
    const folder = temporaryFolder(t);
    await packObjects(folder, texts);
    const [pack] = globSync(join(folder, 'packs/*'));
    damage(pack!);
    t.deepEqual((await load(folder)).packs, []);
    t.false(existsSync(pack!));
  });
}

test('a pack with a broken index is none, and goes when nobody can be writing it', async t => {
  const folder = temporaryFolder(t);
  await packObjects(folder, texts);
  const [index] = globSync(join(folder, 'packs/*/index.json'));
  truncateSync(index!, readFileSync(index!).length - 3);
  t.deepEqual((await load(folder)).packs, []);
  t.true(existsSync(index!));
  const old = Date.now() / 1000 - 25 * 60 * 60;
  utimesSync(dirname(index!), old, old);
  t.deepEqual((await load(folder)).packs, []);
  t.false(existsSync(index!));
});

test('the engine reads of a pack what lives, however much before, between and after it is dead', async t => {
  const folder = temporaryFolder(t);
  const long = (id: number) => `${JSON.stringify({ id, text: 'x'.repeat(1000) })}\n`.repeat(700);
  const many = {
    dead1: long(1),
    live1: long(2),
    dead2: long(3),
    live2: '{"id":4}\n',
    empty: '',
    dead3: long(5),
  };
  await packObjects(folder, many);
  const { held, packs } = await load(folder);
  const living = packs[0]!.objects.filter(({ key }) => key.startsWith('live'));
  const copy = (await blankDead(packs[0]!, living, held))!;
  const connection = await connectDuckDb(t);
  const sql = `select id, count(*) from read_json(['${copy}'], format = 'auto', records = true, columns = {id: 'JSON', text: 'VARCHAR'}) group by id order by id`;
  const rows = (await connection.runAndReadAll(sql)).getRows();
  t.deepEqual(rows, [
    ['2', 700n],
    ['4', 1n],
  ]);
  t.is(await blankDead(packs[0]!, packs[0]!.objects, held), undefined);
});

test('two sources of one location read each its own of a pack, though one was listed before an object was removed', async t => {
  const folder = temporaryFolder(t);
  const lines = Object.fromEntries(['a', 'b', 'c'].map(key => [key, `{"key":"${key}"}\n`]));
  await packObjects(folder, lines);
  const { held, packs } = await load(folder);
  const [pack] = packs;
  const living = (...keys: readonly string[]) => pack!.objects.filter(({ key }) => keys.includes(key));
  const before = (await blankDead(pack!, living('a', 'b'), held))!;
  const after = (await blankDead(pack!, living('a'), held))!;
  t.is(readFileSync(before, 'utf8').trim(), `${lines.a}${lines.b}`.trim());
  t.is(readFileSync(after, 'utf8').trim(), lines.a!.trim());
});
