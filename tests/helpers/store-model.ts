import type { ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Store } from '../../src/storage/store.ts';
import { createMemoryStore } from './memory-store.ts';
import { bytes, keysOf, localFile, text } from './store-contents.ts';

/** Two documents, three data files, any order of operations: the answers are those of the model, ETags by name. */
export async function answersAsTheModel(t: ExecutionContext, store: Store): Promise<void> {
  const document = fc.constantFrom('_sparkify/a', '_sparkify/b/c');
  const data = fc.constantFrom('t/x', 't/k=1/y', 'u/z');
  const key = fc.oneof(document, data);
  const value = fc.constantFrom('1', '22', '333');
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    fc.record({ name: fc.constant('putIfAbsent' as const), key, value }),
    fc.record({ name: fc.constant('putIfMatch' as const), key: document, value, expected: value }),
    fc.record({ name: fc.constant('delete' as const), key }),
    fc.record({ name: fc.constant('upload' as const), key: data, value }),
    fc.record({ name: fc.constant('copy' as const), from: key, key: data }),
  );
  const property = fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async operations => {
    const model = createMemoryStore();
    await store.delete(await keysOf(store, ''));
    for (const one of operations) t.deepEqual(await apply(t, store, one), await apply(t, model, one));
    t.deepEqual(await contents(store), await contents(model));
  });
  await fc.assert(property, { numRuns: 40 });
}

type Operation =
  | { readonly name: 'putIfAbsent' | 'upload'; readonly key: string; readonly value: string }
  | { readonly name: 'putIfMatch'; readonly key: string; readonly value: string; readonly expected: string }
  | { readonly name: 'delete'; readonly key: string }
  | { readonly name: 'copy'; readonly key: string; readonly from: string };

async function apply(t: ExecutionContext, store: Store, operation: Operation): Promise<unknown> {
  const { key } = operation;
  switch (operation.name) {
    case 'putIfAbsent':
      return (await store.putIfAbsent(key, bytes(operation.value))).ok;
    case 'putIfMatch': {
      // The ETag that a writer holds who has last seen `expected`.
      const current = await store.get(key);
      const etag = text(current) === operation.expected ? current!.etag : 'stale';
      return (await store.putIfMatch(key, bytes(operation.value), etag)).ok;
    }
    case 'delete':
      return store.delete([key]);
    case 'upload':
      return (await store.upload(await localFile(t, operation.value), key)).size;
    case 'copy':
      return store.copy(operation.from, key).then(
        info => info.size,
        error => error.code,
      );
  }
}

async function contents(store: Store): Promise<readonly unknown[]> {
  const keys = await keysOf(store, '');
  return Promise.all(keys.map(async key => [key, text(await store.get(key))]));
}
