import test from 'ava';
import { renderReleaseDiff } from '../../../../src/cli/output/release-diff-text.ts';
import type { TableDifference } from '../../../../src/release/diff.ts';

const songs: TableDifference = {
  name: 'songs',
  change: 'changed',
  rowsBefore: 71,
  rowsAfter: 1072,
  partitionColumns: ['year', 'artist_id'],
  columns: [
    { name: 'label', change: 'added', typeBefore: null, typeAfter: 'VARCHAR' },
    { name: 'duration', change: 'changed', typeBefore: 'FLOAT', typeAfter: 'DOUBLE' },
  ],
  partitions: [
    { partition: ['1999', 'ARD7'], change: 'changed', rowsBefore: 1, rowsAfter: 2 },
    { partition: [null, 'AR1'], change: 'added', rowsBefore: 0, rowsAfter: 1001 },
    { partition: ['0', 'AR2'], change: 'removed', rowsBefore: 1, rowsAfter: 0 },
  ],
};

test('tables, columns and partitions that differ are listed with their rows', t => {
  t.deepEqual(renderReleaseDiff('A', 'B', [songs], -1), [
    'From A to B:',
    '',
    'songs  changed  71 -> 1,072 rows',
    '  + column label VARCHAR',
    '  ~ column duration FLOAT -> DOUBLE',
    '  ~ year=1999/artist_id=ARD7  1 -> 2 rows',
    '  + year=NULL/artist_id=AR1   1,001 rows',
    '  - year=0/artist_id=AR2      1 row',
  ]);
});

test('more partitions than wanted are counted', t => {
  t.is(renderReleaseDiff('A', 'B', [songs], 1).at(-1), '  and 2 partitions more; --limit -1 lists all');
});

test('a table without partitions has one line', t => {
  const users: TableDifference = {
    ...songs,
    name: 'users',
    rowsBefore: 96,
    rowsAfter: 96,
    partitionColumns: [],
    columns: [],
    partitions: [{ partition: [], change: 'changed', rowsBefore: 96, rowsAfter: 96 }],
  };
  t.deepEqual(renderReleaseDiff('A', 'B', [users], -1).slice(2), [
    'users  changed  96 rows, with other values',
  ]);
});

test('releases with the same rows have no difference', t => {
  t.deepEqual(renderReleaseDiff('A', 'B', [], -1), [
    'From A to B:',
    'no difference; all tables hold the same rows.',
  ]);
});
