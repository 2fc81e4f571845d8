import test from 'ava';
import type { Column } from '../../../src/columns/column.ts';
import { diffReleases } from '../../../src/release/diff.ts';
import type { DataFile, Release, ReleasedTable } from '../../../src/release/documents.ts';
import { LakeWorld } from '../../helpers/lake-world.ts';

const title = { name: 'title', type: 'VARCHAR' };

test('the same releases have no difference', async t => {
  t.deepEqual(await diff({ songs: [part('1999', 2)] }, { songs: [part('1999', 2)] }), []);
});

test('tables that come and go are named with their rows', async t => {
  const differences = await diff({ old: [part('1999', 2)] }, { young: [part('2000', 3)] });
  t.deepEqual(
    differences.map(({ name, change, rowsBefore, rowsAfter }) => ({ name, change, rowsBefore, rowsAfter })),
    [
      { name: 'old', change: 'removed', rowsBefore: 2, rowsAfter: 0 },
      { name: 'young', change: 'added', rowsBefore: 0, rowsAfter: 3 },
    ],
  );
});

test('partitions are added, removed and changed, and equal ones are not mentioned', async t => {
  const [songs] = await diff(
    { songs: [part('1999', 2), part('2000', 3), part('2001', 4)] },
    { songs: [part('2000', 3), part('2001', 5), part(null, 1)] },
  );
  t.is(songs?.change, 'changed');
  t.deepEqual(songs?.partitions, [
    { partition: ['1999'], change: 'removed', rowsBefore: 2, rowsAfter: 0 },
    { partition: ['2001'], change: 'changed', rowsBefore: 4, rowsAfter: 5 },
    { partition: [null], change: 'added', rowsBefore: 0, rowsAfter: 1 },
  ]);
});

test('several files of one partition are counted together', async t => {
  const halves = [part('1999', 2), { ...part('1999', 3), path: 'files/x/songs/year=1999/b.parquet' }];
  const [songs] = await diff({ songs: halves }, { songs: [{ ...part('1999', 9) }] });
  t.deepEqual(songs?.partitions, [{ partition: ['1999'], change: 'changed', rowsBefore: 5, rowsAfter: 9 }]);
});

test('columns that come, go and change their type are named', async t => {
  const files = { songs: [part('1999', 2)] };
  const before = [title, { name: 'year', type: 'INTEGER' }, { name: 'gone', type: 'DATE' }];
  const after = [title, { name: 'year', type: 'BIGINT' }, { name: 'young', type: 'DOUBLE' }];
  const [songs] = await diff(files, files, before, after);
  t.deepEqual(songs?.columns, [
    { name: 'year', change: 'changed', typeBefore: 'INTEGER', typeAfter: 'BIGINT' },
    { name: 'young', change: 'added', typeBefore: null, typeAfter: 'DOUBLE' },
    { name: 'gone', change: 'removed', typeBefore: 'DATE', typeAfter: null },
  ]);
  t.deepEqual(songs?.partitions, []);
});

type Tables = Readonly<Record<string, readonly DataFile[]>>;

async function diff(before: Tables, after: Tables, columnsBefore = [title], columnsAfter = [title]) {
  const lake = new LakeWorld().process();
  const release = (id: string, tables: Tables, columns: readonly Column[]) => {
    for (const [name, files] of Object.entries(tables))
      lake.fileLists.set(`${name}/${id}`, Promise.resolve(files));
    return releaseOf(id, tables, columns);
  };
  return diffReleases(lake, release('v1', before, columnsBefore), release('v2', after, columnsAfter));
}

function part(year: string | null, rows: number): DataFile {
  const path = `files/x/songs/year=${year}/a.parquet`;
  return { path, partition: [year], rows, bytes: rows, etag: '', fingerprint: `${year}: ${rows}` };
}

function releaseOf(id: string, tables: Tables, columns: readonly Column[]): Release {
  return {
    release: id,
    parent: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    command: 'build',
    tested: true,
    rolledBackTo: null,
    owner: { host: 'here', pid: 1, user: 'ann' },
    tables: Object.entries(tables).map(([name, files]) => tableOf(id, name, files, columns)),
    sources: [],
    done: [],
    kept: [],
  };
}

function tableOf(
  version: string,
  name: string,
  files: readonly DataFile[],
  columns: readonly Column[],
): ReleasedTable {
  return {
    name,
    version,
    fileList: `${name}/${version}`,
    format: 'parquet',
    columns,
    partitionColumns: ['year'],
    rows: files.reduce((rows, file) => rows + file.rows, 0),
    files: files.length,
    bytes: 0,
    node: `model.music.${name}`,
  };
}
