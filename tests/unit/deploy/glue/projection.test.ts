import test from 'ava';
import type { Column } from '../../../../src/columns/column.ts';
import { hiveSegment } from '../../../../src/columns/hive-path.ts';
import { hiveTable } from '../../../../src/columns/hive-table.ts';
import type { PartitionValue } from '../../../../src/columns/partition-value.ts';
import { projectionOf } from '../../../../src/deploy/glue/projection.ts';

function project(
  keys: readonly Column[],
  partitions: readonly (readonly PartitionValue[])[],
  {
    injected = [],
    rows = 1,
    folders = keys.map(({ name }) => name),
  }: { injected?: readonly string[]; rows?: number; folders?: readonly string[] } = {},
) {
  const partitionColumns = keys.map(({ name }) => name);
  const columns = [{ name: 'x', type: 'INTEGER' }, ...keys];
  const table = {
    ...{ name: 't', version: 'v', fileList: 'l', format: 'parquet' as const, node: 'model.m.t' },
    ...{ columns, partitionColumns, rows: 1, files: 1, bytes: 1 },
  };
  const files = partitions.map(partition => ({
    ...{ path: pathOf(folders, partition), partition, rows, bytes: 1, etag: 'e', fingerprint: 'f' },
  }));
  const { table: hive } = hiveTable(table);
  return projectionOf({ table, keys: hive.keys, files, injected, location: 's3://b/lake/t/' });
}

function pathOf(columns: readonly string[], partition: readonly PartitionValue[]): string {
  const segments = columns.map((column, index) => hiveSegment(column, partition[index]!));
  return ['files', 'r', 't', ...segments, 'x.parquet'].join('/');
}

const year = { name: 'Year', type: 'INTEGER' };
const day = { name: 'day', type: 'DATE' };
const level = { name: 'level', type: 'VARCHAR' };

test('whole numbers are a range, days are one, and texts are listed', t => {
  const partitions = [
    ['9', '2026-01-03', 'paid'],
    ['10', '2026-01-01', 'free'],
  ];
  t.deepEqual(project([year, day, level], partitions), {
    'projection.enabled': 'true',
    'projection.year.type': 'integer',
    'projection.year.range': '9,10',
    'projection.day.type': 'date',
    'projection.day.range': '2026-01-01,2026-01-03',
    'projection.day.format': 'yyyy-MM-dd',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'projection.level.type': 'enum',
    'projection.level.values': 'free,paid',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena fills these in
    'storage.location.template': 's3://b/lake/t/Year=${year}/day=${day}/level=${level}/',
  });
});

test('folders are called as they lie there, whatever the case of the column', t => {
  t.like(project([year], [['9']], { folders: ['YEAR'] }), {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena fills this in
    'storage.location.template': 's3://b/lake/t/YEAR=${year}/',
  });
});

test('a table without partitions needs nothing', t => {
  t.deepEqual(project([], []), {});
});

test('an empty table has a range that holds nothing', t => {
  t.like(project([year], [[null]], { rows: 0 }), { 'projection.year.range': '0,0' });
});

test('a column that is injected needs no list', t => {
  t.like(project([level], [['a']], { injected: ['T.Level'] }), { 'projection.level.type': 'injected' });
});

test('values whose folder Athena would miss are refused by name', t => {
  const refused = (keys: readonly Column[], value: PartitionValue, options = {}) =>
    t.throws(() => project(keys, [[value]], options), { code: 'not-registrable' } as object)!.message;
  t.is(
    refused([year], null),
    'The partition column Year of t holds NULL, whose folder Athena cannot project.',
  );
  // The folder is level=a%3Ab.
  t.regex(refused([level], 'a:b'), /holds "a:b"/);
  t.regex(refused([level], 'a:b', { injected: ['t.level'] }), /holds "a:b"/);
  t.regex(refused([level], 'a,b'), /holds "a,b"/);
  t.regex(refused([day], '0044-03-15 (BC)'), /holds "0044-03-15 \(BC\)"/);
});

test('too many values, or too many folders, are refused by name', t => {
  const many = Array.from({ length: 1001 }, (_, index) => [`v${index}`]);
  t.regex(t.throws(() => project([level], many))!.message, /level of t has 1001 values/);
  t.regex(t.throws(() => project([year], [['1'], ['2000000']]))!.message, /projected to 2000000 partitions/);
});
