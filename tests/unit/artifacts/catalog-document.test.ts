import test from 'ava';
import { catalogDocument } from '../../../src/artifacts/catalog-document.ts';
import type { Release, ReleasedTable } from '../../../src/release/documents.ts';
import { modelNode, seedNode, sourceNode } from '../../helpers/node-builder.ts';
import { buildConfig } from '../../helpers/project-builder.ts';

const invocation = { id: 'i', startedAt: '2026-01-01T00:00:00.000Z' };
const nodes = [
  modelNode('users', ['source.p.raw.people']),
  modelNode('looks', ['model.p.users'], 'view'),
  modelNode('inner', ['model.p.users'], 'ephemeral'),
  seedNode('levels'),
  sourceNode('people'),
];
const column = { name: 'id', type: 'INTEGER' };
const columns = Object.fromEntries(nodes.map(node => [node.uniqueId, [column]]));

test('a released table has its columns as released and its size, everything built its columns', t => {
  const catalog = catalogDocument(
    { config: buildConfig(), nodes, columns },
    { release: release(), counts: new Map([['users', { files: 2, median: 450 }]]) },
    invocation,
  );
  const { nodes: found, sources } = catalog as Record<'nodes' | 'sources', Record<string, object>>;
  t.deepEqual(Object.keys(found), ['model.p.users', 'model.p.looks']);
  t.deepEqual(Object.keys(sources), ['source.p.raw.people']);
  t.like(found['model.p.users'], {
    metadata: { type: 'BASE TABLE', schema: 'main', name: 'users', database: 'memory' },
    columns: {
      name: { name: 'name', type: 'VARCHAR', index: 1 },
      year: { name: 'year', type: 'BIGINT', index: 2 },
    },
    stats: {
      has_stats: { value: true },
      num_rows: { value: 7 },
      num_bytes: { value: 900 },
      num_files: { value: 2 },
      median_file_bytes: { value: 450 },
      release: { value: 'r1' },
    },
  });
  t.like(found['model.p.looks'], {
    metadata: { type: 'VIEW' },
    columns: { id: { name: 'id', type: 'INTEGER', index: 1 } },
    stats: { has_stats: { value: false } },
  });
});

test('before the first release there are views and sources', t => {
  const catalog = catalogDocument(
    { config: buildConfig(), nodes, columns },
    { release: undefined },
    invocation,
  );
  t.deepEqual(Object.keys((catalog as { nodes: object }).nodes), ['model.p.looks']);
});

function release(): Release {
  const users: ReleasedTable = {
    name: 'users',
    version: 'r1',
    fileList: '_sparkify/tables/users/r1.parquet',
    format: 'parquet',
    columns: [
      { name: 'name', type: 'VARCHAR' },
      { name: 'year', type: 'BIGINT' },
    ],
    partitionColumns: ['year'],
    rows: 7,
    files: 2,
    bytes: 900,
    node: 'model.p.users',
  };
  return {
    release: 'r2',
    parent: 'r1',
    createdAt: '2026-01-01T00:00:00Z',
    command: 'build',
    tested: true,
    rolledBackTo: null,
    owner: { host: 'h', pid: 1, user: 'u' },
    tables: [users, { ...users, name: 'gone', node: 'model.p.gone' }],
    sources: [],
    done: [],
    kept: [],
  };
}
