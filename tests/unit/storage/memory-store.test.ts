import test from 'ava';
import { createMemoryStore, type StoreOperation } from '../../helpers/memory-store.ts';
import { storeSuite } from '../../helpers/store-suite.ts';

storeSuite('memory store', () => createMemoryStore());

test('a hook that throws before an operation keeps it from happening', async t => {
  const store = createMemoryStore({ onOperation: failAt('before') });
  await t.throwsAsync(store.putIfAbsent('_sparkify/a', new Uint8Array()), { message: 'fault' });
  t.deepEqual(store.keys(), []);
});

test('a hook that throws after an operation loses only its answer', async t => {
  const store = createMemoryStore({ onOperation: failAt('after') });
  await t.throwsAsync(store.putIfAbsent('_sparkify/a', new Uint8Array()), { message: 'fault' });
  t.deepEqual(store.keys(), ['_sparkify/a']);
});

test('a deletion can fail half way', async t => {
  const store = createMemoryStore();
  for (const key of ['t/a', 't/b']) await store.putIfAbsent(key, new Uint8Array());
  const faulty = store.withOperations(({ key }) => {
    if (key === 't/b') throw new Error('fault');
  });
  await t.throwsAsync(faulty.delete(['t/a', 't/b']), { message: 'fault' });
  t.deepEqual(store.keys(), ['t/b']);
});

test('two writers over the same objects have hooks of their own', async t => {
  const seen: string[] = [];
  const store = createMemoryStore({ clock: () => 42 });
  const other = store.withOperations(({ name, key, phase }) => void seen.push(`${name} ${key} ${phase}`));
  await store.putIfAbsent('_sparkify/a', new Uint8Array());
  t.is((await other.get('_sparkify/a'))?.modified, 42);
  t.deepEqual(seen, ['get _sparkify/a before', 'get _sparkify/a after']);
});

function failAt(phase: StoreOperation['phase']) {
  return (operation: StoreOperation) => {
    if (operation.phase === phase) throw new Error('fault');
  };
}
