import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import type { DataFile } from '../../../src/release/documents.ts';
import { type BaseTable, planTable } from '../../../src/release/plan-table.ts';
import type { TableChange } from '../../../src/release/table-change.ts';

const old = [file('old', '1999', 3), file('old', '2000', 4)];
const change: TableChange<DataFile> = {
  name: 'songs',
  node: 'model.music.songs',
  format: 'parquet',
  columns: [
    { name: 'title', type: 'VARCHAR' },
    { name: 'year', type: 'INTEGER' },
  ],
  partitionColumns: ['year'],
  mode: 'replace',
  files: old,
};
const base: BaseTable = planTable(change, undefined, 'v1');

test('a new version counts its files, rows and bytes and says where its list lies', t => {
  const { table, changed } = planTable(change, undefined, 'v1');
  t.true(changed);
  t.deepEqual(
    {
      rows: table.rows,
      files: table.files,
      bytes: table.bytes,
      version: table.version,
      fileList: table.fileList,
    },
    { rows: 7, files: 2, bytes: 70, version: 'v1', fileList: '_sparkify/tables/songs/v1.parquet' },
  );
});

test('the same files and the same schema are the version before', t => {
  const { table, changed } = planTable({ ...change, files: old.toReversed() }, base, 'v2');
  t.false(changed);
  t.is(table.version, 'v1');
});

test('a sample says so, and the same files of a whole table are a new version without it', t => {
  const sampled = planTable({ ...change, sample: '10% of the rows of each source' }, base, 'v2');
  t.true(sampled.changed);
  t.is(sampled.table.sample, '10% of the rows of each source');
  const whole = planTable(change, sampled, 'v3');
  t.true(whole.changed);
  t.false('sample' in whole.table);
});

test('one file less is a new version', t => {
  const { table, changed } = planTable({ ...change, files: old.slice(1) }, base, 'v2');
  t.true(changed);
  t.is(table.rows, 4);
});

test('appended columns leave old files as they are, in a new version', t => {
  const columns = [...change.columns, { name: 'artist', type: 'VARCHAR' }];
  const { table, files, changed } = planTable({ ...change, columns }, base, 'v2');
  t.true(changed);
  t.deepEqual(files, old);
  t.deepEqual(table.columns, columns);
});

const broken: Readonly<Record<string, Partial<TableChange<DataFile>>>> = {
  'a changed type': { columns: [{ name: 'title', type: 'BLOB' }, change.columns[1]!] },
  'a changed name': { columns: [{ name: 'name', type: 'VARCHAR' }, change.columns[1]!] },
  'a column that is gone': { columns: [change.columns[1]!] },
  'a column that comes first': { columns: [{ name: 'id', type: 'INTEGER' }, ...change.columns] },
  'other partition columns': { partitionColumns: [] },
  'another format': { format: 'csv' },
};
for (const [what, difference] of Object.entries(broken)) {
  test(`${what} with an old file is refused`, t => {
    const files = [old[0]!, file('new', '2000', 5)];
    const error = t.throws(() => planTable({ ...change, ...difference, files }, base, 'v2'), {
      instanceOf: SparkifyError,
    });
    t.is(error?.code, 'schema-changed');
    t.regex(error!.hint!, /all of its partitions/);
  });

  test(`${what} is well when every file is rewritten`, t => {
    const files = [file('new', '1999', 3), file('new', '2000', 5)];
    t.true(planTable({ ...change, ...difference, files }, base, 'v2').changed);
  });
}

test('replaced partitions lose their old files, the others keep them', t => {
  const files = [file('new', '2000', 5)];
  const planned = planTable(
    { ...change, mode: 'partitions', replacedPartitions: [['2000']], files },
    base,
    'v2',
  );
  t.deepEqual(
    planned.files.map(({ path }) => path),
    ['files/new/songs/year=2000/a.parquet', 'files/old/songs/year=1999/a.parquet'],
  );
});

test('partitions are told apart by type: NULL is no text', t => {
  const nulls = { ...file('old', 'null', 1), partition: [null] };
  const before = planTable({ ...change, files: [nulls, file('old', 'null', 2)] }, undefined, 'v1');
  const planned = planTable(
    { ...change, mode: 'partitions', replacedPartitions: [[null]], files: [] },
    before,
    'v2',
  );
  t.deepEqual(planned.files, [file('old', 'null', 2)]);
});

test('a new file outside the replaced partitions is a fault of the caller', t => {
  const files = [file('new', '1999', 5)];
  t.throws(
    () => planTable({ ...change, mode: 'partitions', replacedPartitions: [['2000']], files }, base, 'v2'),
    {
      message: /songs has a new file/,
    },
  );
});

function file(release: string, year: string, rows: number): DataFile {
  const path = `files/${release}/songs/year=${year}/a.parquet`;
  return {
    path,
    partition: [year],
    rows,
    bytes: rows * 10,
    etag: `${release}-${rows}`,
    fingerprint: `${year}-${rows}`,
  };
}
