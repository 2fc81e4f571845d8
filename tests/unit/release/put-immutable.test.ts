import test from 'ava';
import { putImmutable } from '../../../src/release/put-immutable.ts';
import { createMemoryStore } from '../../helpers/memory-store.ts';

const key = '_sparkify/releases/r.json';

test('a document that exists is written when its bytes are one’s own', async t => {
  const store = createMemoryStore();
  await putImmutable(store, key, Buffer.from('mine'));
  await t.notThrowsAsync(putImmutable(store, key, Buffer.from('mine')));
});

test('a document that exists with other bytes is left alone', async t => {
  const store = createMemoryStore();
  await putImmutable(store, key, Buffer.from('theirs'));
  await t.throwsAsync(putImmutable(store, key, Buffer.from('mine')), { message: /other content/ });
  t.is(Buffer.from((await store.get(key))!.bytes).toString(), 'theirs');
});
