/**
 * A process of its own for tests of the local store: `increment <root> <times>` counts up in a document, comparing and
 * swapping; `hold <root>` takes the lock of the lake, says so and never gives it back.
 */
import { join } from 'node:path';
import { withFileLock } from '../../src/storage/file-lock.ts';
import { createLocalStore } from '../../src/storage/local-store.ts';

const [command, root = '', times] = process.argv.slice(2);
if (command === 'increment') await increment(Number(times));
else await hold();

async function increment(remaining: number): Promise<void> {
  const store = createLocalStore(root);
  while (remaining > 0) {
    const { bytes, etag } = (await store.get('_sparkify/counter'))!;
    const next = Number(new TextDecoder().decode(bytes)) + 1;
    const result = await store.putIfMatch('_sparkify/counter', Buffer.from(`${next}`), etag);
    if (result.ok) remaining--;
  }
}

async function hold(): Promise<void> {
  await withFileLock({ path: join(root, '_sparkify/.lock'), lake: root, timeout: 1000 }, async () => {
    process.stdout.write('held\n');
    await new Promise(resolve => setInterval(resolve, 2 ** 30));
  });
}
