import type * as Sdk from '@aws-sdk/client-glue';
import test from 'ava';
import { hiveTable } from '../../../../src/columns/hive-table.ts';
import { compareTable } from '../../../../src/deploy/glue/compare-table.ts';
import { desiredTable, type TableToRegister } from '../../../../src/deploy/glue/desired-table.ts';

const columns = [
  { name: 'title', type: 'VARCHAR' },
  { name: 'year', type: 'INTEGER' },
];

function desired(
  {
    types = columns,
    by = ['year'],
    ...more
  }: Partial<TableToRegister> & { types?: typeof columns; by?: string[] } = {},
  years: readonly string[] = ['1999', '2000'],
) {
  const { table: hive } = hiveTable({
    name: 'songs',
    format: 'parquet',
    columns: types,
    partitionColumns: by,
  });
  const groups = years.map(year => ({ values: [year], paths: [`files/1/songs/year=${year}/x.parquet`] }));
  const of = {
    hive,
    lakeName: 'songs',
    root: 's3://b/lake',
    project: 'music',
    placement: 'folders' as const,
  };
  return desiredTable({ ...of, groups, description: undefined, ...more });
}

/** As Glue gives back what it was given. */
function asFound(table = desired()): { table: Sdk.Table; partitions: readonly Sdk.Partition[] } {
  const { Name, ...rest } = table.input;
  return { table: { Name, CreatedBy: 'x', ...rest }, partitions: table.partitions };
}

test('what is as it should be needs nothing', t => {
  const { table, partitions } = asFound();
  const work = compareTable(desired(), table, partitions);
  t.is(work.change, 'none');
  t.deepEqual(work.partitions, { added: [], updated: [], removed: [] });
});

test('other partitions are no change of the table, which would make a version of it', t => {
  const { table, partitions } = asFound();
  const work = compareTable(desired({}, ['2000', '2001']), table, partitions);
  t.is(work.change, 'none');
  t.deepEqual(
    [work.partitions.added, work.partitions.removed].map(some => some.map(({ Values }) => Values)),
    [[['2001']], [['1999']]],
  );
});

test('a partition with other files moves', t => {
  const { table, partitions } = asFound();
  const groups = [
    { values: ['1999'], paths: ['files/1/songs/year=1999/x.parquet'] },
    { values: ['2000'], paths: ['files/2/songs/year=2000/x.parquet'] },
  ];
  const { updated } = compareTable(desired({ groups }), table, partitions).partitions;
  t.deepEqual(
    updated.map(({ Values, StorageDescriptor }) => [Values, StorageDescriptor?.Location]),
    [[['2000'], 's3://b/lake/files/2/songs/year=2000/']],
  );
});

test('other columns change the table and each partition', t => {
  const { table, partitions } = asFound();
  const types = [{ name: 'title', type: 'VARCHAR' }, { name: 'length', type: 'DECIMAL(9,3)' }, columns[1]!];
  const work = compareTable(desired({ types }), table, partitions);
  t.is(work.change, 'updated');
  t.deepEqual(work.columns, [
    { name: 'length', change: 'added', typeBefore: null, typeAfter: 'decimal(9,3)' },
  ]);
  t.is(work.partitions.updated.length, 2);
});

test('other partition columns make the table anew', t => {
  const { table, partitions } = asFound();
  const work = compareTable(desired({ by: ['title'] }, ['a']), table, partitions);
  t.is(work.change, 'replaced');
  t.is(work.partitions.removed.length, 2);
  t.is(work.partitions.added.length, 1);
});

test('what others say of a table stays', t => {
  const { table, partitions } = asFound();
  const theirs = {
    ...table,
    Owner: 'ann',
    Parameters: { ...table.Parameters, team: 'music', transient_lastDdlTime: '1' },
  };
  t.is(compareTable(desired(), theirs, partitions).change, 'none');
  const { input } = compareTable(desired({ placement: 'manifests' }), theirs, partitions);
  t.like(input, { Owner: 'ann', Parameters: { team: 'music' } });
});

test('descriptions follow the project, and stay where it is not known', t => {
  const description = { table: 'All songs.', columns: new Map([['title', 'As printed.']]) };
  const { table, partitions } = asFound(desired({ description }));
  t.is(table.Description, 'All songs.');
  t.is(compareTable(desired(), table, partitions).change, 'none');
  const bare = { table: '', columns: new Map() };
  const work = compareTable(desired({ description: bare }), table, partitions);
  t.deepEqual(work.others, ['descriptions']);
  t.is(work.input.Description, undefined);
});

test('what was projected and is so no longer loses the parameters for it', t => {
  const { table, partitions } = asFound();
  const projected = { ...table, Parameters: { ...table.Parameters, 'projection.enabled': 'true' } };
  const work = compareTable(desired(), projected, partitions);
  t.deepEqual(work.others, ['parameters']);
  t.false('projection.enabled' in work.input.Parameters!);
});
