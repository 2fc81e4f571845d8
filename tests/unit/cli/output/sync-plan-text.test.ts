import test from 'ava';
import { describeSync, renderSyncPlan } from '../../../../src/cli/output/sync-plan-text.ts';
import type { TableWork } from '../../../../src/deploy/glue/compare-table.ts';

function work(name: string, more: Partial<TableWork> = {}): TableWork {
  const partitions = { added: [], updated: [], removed: [] };
  return {
    ...{ name, lakeName: name, change: 'none', columns: [], others: [] },
    ...{ input: { Name: name }, partitions, manifests: [], ...more },
  };
}

const partitions = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Values: ['1999', `${at}`] }));

function rendered(tables: readonly TableWork[], gone: readonly string[] = [], prune = false): string {
  return renderSyncPlan(describeSync({ release: 'r', tables, gone }, prune)).join('\n');
}

test('each table that differs has a block: what becomes of it, its columns, its partitions', t => {
  const songs = work('songs', {
    change: 'updated',
    others: ['descriptions'],
    columns: [{ name: 'length', change: 'changed', typeBefore: 'double', typeAfter: 'decimal(9,3)' }],
    partitions: { added: partitions(7), updated: [], removed: partitions(1) },
  });
  t.is(
    rendered([songs, work('users')]),
    `To show the release r:

songs  would be updated: descriptions
  ~ column length double -> decimal(9,3)
  + 7 partitions: 1999/0, 1999/1, 1999/2, 1999/3, 1999/4, and 2 more
  - 1 partition: 1999/0

1 table would stay as it is.`,
  );
});

test('tables that are gone stay unless it is asked for', t => {
  t.regex(rendered([], ['old']), /old {2}would stay, .*; --prune removes it$/);
  t.regex(rendered([], ['old'], true), /old {2}would be removed: it is no longer registered from here$/);
});

test('where nothing differs, that is told', t => {
  t.is(rendered([work('songs')]), 'Nothing differs: Glue shows the release r.');
});

test('what a value holds cannot change the terminal', t => {
  const odd = work('songs', { partitions: { added: [{ Values: ['\u001b[2J'] }], updated: [], removed: [] } });
  t.false(rendered([odd]).includes('\u001b'));
});
