import test from 'ava';
import { hiveTable } from '../../../src/columns/hive-table.ts';

const songs = {
  name: 'marts.Songs',
  format: 'parquet',
  columns: [
    { name: 'Title', type: 'VARCHAR' },
    { name: 'Year', type: 'INTEGER' },
    { name: 'Length', type: 'DECIMAL(9,3)' },
  ],
  partitionColumns: ['year'],
};

test('names are in lower case, and partition columns stand apart', t => {
  const { table, problems } = hiveTable(songs);
  t.deepEqual(problems, []);
  t.is(table.name, 'marts_songs');
  t.deepEqual(
    table.columns.map(({ name, type }) => [name, type]),
    [
      ['title', 'string'],
      ['length', 'decimal(9,3)'],
    ],
  );
  t.deepEqual(
    table.keys.map(({ name, type }) => [name, type]),
    [['year', 'int']],
  );
});

test('partition columns come in the order of the folders', t => {
  const { table } = hiveTable({ ...songs, partitionColumns: ['year', 'title'] });
  t.deepEqual(
    table.keys.map(({ name }) => name),
    ['year', 'title'],
  );
});

const messages = (table: Parameters<typeof hiveTable>[0]) =>
  hiveTable(table).problems.map(({ message }) => message);

test('what has no form there is told, all of it', t => {
  const columns = [
    { name: 'id', type: 'UUID' },
    { name: 'a,b', type: 'INTEGER' },
    { name: 'at', type: 'TIME[]' },
  ];
  t.deepEqual(messages({ ...songs, columns, partitionColumns: [] }), [
    'marts.Songs.id is UUID, which Athena would not read as it was written.',
    'marts.Songs has the column "a,b", whose name Glue does not take.',
    'marts.Songs.at is TIME in TIME[], which Athena would not read as it was written.',
  ]);
  t.regex(messages({ ...songs, format: 'csv' })[0]!, /is CSV, and only Parquet is registered/);
  t.regex(messages({ ...songs, name: 'top songs' })[0]!, /has a name that Athena does not take/);
});

test('columns that differ by the case of letters beyond ASCII are told apart by DuckDB only', t => {
  const columns = [
    { name: 'É', type: 'INTEGER' },
    { name: 'é', type: 'INTEGER' },
  ];
  t.deepEqual(messages({ ...songs, columns, partitionColumns: [] }), [
    'marts.Songs has the columns É and é, which Athena cannot tell apart.',
  ]);
});
