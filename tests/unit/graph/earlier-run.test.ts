import test from 'ava';
import { selectedBefore } from '../../../src/graph/earlier-run.ts';

test('an earlier run was about what it ended and what those before it did; what is gone since is left out', t => {
  const nodes = ['model.a', 'model.b', 'model.c'].map(uniqueId => ({ uniqueId }));
  const results = new Map([
    ['model.a', 'error'],
    ['model.gone', 'skipped'],
  ]);
  const done = { 'model.c': 'recipe', 'test.gone': 'recipe' };
  t.deepEqual(selectedBefore(nodes, { results, done }), new Set(['model.a', 'model.c']));
});

test('no name is taken for one that objects have by themselves', t => {
  t.deepEqual(selectedBefore([{ uniqueId: 'constructor' }], { results: new Map(), done: {} }), new Set());
});
