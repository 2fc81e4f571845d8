import test from 'ava';
import { registeredLines } from '../../../../src/cli/output/registered-text.ts';
import type { Registered, RegisteredTable } from '../../../../src/release/outside-catalog.ts';

const none = { added: 0, updated: 0, removed: 0 };

function table(
  name: string,
  change: RegisteredTable['change'] = 'none',
  partitions: Partial<typeof none> = {},
): RegisteredTable {
  return { name, change, partitions: { ...none, ...partitions } };
}

function lines(tables: readonly RegisteredTable[], gone: Registered['gone'] = []): readonly string[] {
  return registeredLines({ catalog: 'Glue database music', release: 'r', tables, gone });
}

test('tables and partitions are counted by what became of them', t => {
  const tables = [
    table('songs', 'created', { added: 13_586 }),
    table('users', 'updated', { added: 1, updated: 2 }),
    table('time', 'replaced', { removed: 1 }),
    table('artists'),
  ];
  t.deepEqual(lines(tables), [
    'Registered 4 tables in the Glue database music: 1 created, 1 updated, 1 replaced; 13,587 partitions added, 2 updated, 1 removed',
  ]);
});

test('where only partitions changed, only they are told', t => {
  t.deepEqual(lines([table('songs', 'none', { removed: 1 })]), [
    'Registered 1 table in the Glue database music: 1 partition removed',
  ]);
});

test('where nothing had to change, that is told', t => {
  t.deepEqual(lines([table('songs')]), ['Registered already: 1 table in the Glue database music']);
});

test('tables that are left there are named with how they go, those that went with their names', t => {
  t.deepEqual(lines([table('songs')], [{ name: 'old', removed: true }]).slice(1), [
    'Removed from the Glue database music: old',
  ]);
  t.deepEqual(lines([table('songs')], [{ name: 'old', removed: false }]).slice(1), [
    'Still in the Glue database music, though no longer registered from here: old. To remove: sparkify catalog sync --prune',
  ]);
});
