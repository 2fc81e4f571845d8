import test from 'ava';
import { fqn } from '../../../src/graph/fqn.ts';

test('a model is named by its project, its folders below the model path and itself', t => {
  const node = { uniqueId: 'model.lake.users', name: 'users', file: 'models/marts/core/users.sql' };
  t.deepEqual(fqn(node, ['models']), ['lake', 'marts', 'core', 'users']);
});

test('the longest of several model paths counts', t => {
  const node = { uniqueId: 'model.lake.users', name: 'users', file: 'models/marts/users.sql' };
  t.deepEqual(fqn(node, ['models', './models/marts/']), ['lake', 'users']);
});

test('a table of a source is named by its source too', t => {
  const node = {
    uniqueId: 'source.lake.raw.events',
    name: 'events',
    source: 'raw',
    file: 'models/staging/raw.yml',
  };
  t.deepEqual(fqn(node, ['models']), ['lake', 'staging', 'raw', 'events']);
});
