import test from 'ava';
import { renderTable } from '../../../../src/cli/output/table.ts';

const table = {
  columns: [
    { name: 'song_id', type: 'VARCHAR' },
    { name: 'year', type: 'BIGINT' },
  ],
  rows: [
    ['SOA', '2001'],
    ['SOBCDEFG', null],
  ],
};

test('a table has its names above, and numbers stand to the right', t => {
  t.is(
    renderTable(table, undefined),
    [
      '┌──────────┬──────┐',
      '│ song_id  │ year │',
      '├──────────┼──────┤',
      '│ SOA      │ 2001 │',
      '│ SOBCDEFG │ NULL │',
      '└──────────┴──────┘',
    ].join('\n'),
  );
});

test('a table that the terminal has no room for becomes a block a row', t => {
  t.is(
    renderTable(table, 18),
    [
      '── row 1 ─────────',
      'song_id  SOA',
      'year     2001',
      '── row 2 ─────────',
      'song_id  SOBCDEFG',
      'year     NULL',
    ].join('\n'),
  );
});

test('a table just as wide as the terminal stays one', t => {
  t.true(renderTable(table, 19).startsWith('┌'));
});

test('escape sequences and line ends in values are written out', t => {
  const evil = { columns: [{ name: 'a', type: 'VARCHAR' }], rows: [['\u001b[2Jx\ny']] };
  const text = renderTable(evil, undefined);
  t.false(text.includes('\u001b'));
  t.true(text.includes('\\u001b[2Jx\\ny'));
});
