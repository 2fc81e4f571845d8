import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { jsonLines } from '../helpers/tiny-project.ts';
import { objectsOnS3 } from './s3-project.ts';
import { s3SerialTest } from './s3-service.ts';
import type { SourceObject } from './source-objects.ts';
import type { SwarmMemory } from './swarm-memory.ts';

const mega = 2 ** 20;

/** What a process may hold back at any moment: garbage of requests, memory that its allocator keeps. */
const slack = 192 * mega;

/** What is held of every object to the end: its key, ETag and labels, and where its records lie. */
const perObject = 4 * 1024;

/**
 * Bodies on their way: 64 MiB of them, in pieces as they come, put together, and as they are written. The same again of
 * what is unpacked.
 */
const bodies = 3 * 64 * mega;

/** Fetches objects of `bytes` in all, in a process of its own; gives by how many bytes its peak memory grew. */
async function growth(t: ExecutionContext, objects: readonly SourceObject[]): Promise<number> {
  t.timeout(300_000);
  const root = await objectsOnS3(objects);
  const args = [join(import.meta.dirname, 'swarm-memory.ts'), `${root}/**/*`, temporaryFolder(t)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { objects: count, before, peak }: SwarmMemory = JSON.parse(stdout);
  t.is(count, objects.length);
  t.log(`${((peak - before) / mega).toFixed(0)} MiB more than the ${(before / mega).toFixed(0)} MiB before`);
  return peak - before;
}

function songs(count: number): string {
  return jsonLines(Array.from({ length: count }, (_, id) => ({ id, title: 'x'.repeat(280) })));
}

/** Twenty thousand take half a minute, which whoever runs the suites by hand many times a day need not wait for. */
const tiny = process.env.CI ? 20_000 : 5000;

s3SerialTest(`the memory that ${tiny} tiny objects take to be fetched is that of their names`, async t => {
  const bytes = Buffer.from(songs(1));
  const objects = Array.from({ length: tiny }, (_, id) => ({ key: `${id % 26}/${id}.json`, bytes }));
  // A piece of a socket's buffer that was held for each would take ten times as much.
  t.true((await growth(t, objects)) < slack + tiny * perObject);
});

s3SerialTest('objects of 600 MB in all are fetched through memory for a part of them', async t => {
  const bytes = Buffer.from(songs(3300));
  t.true(bytes.length > 0.95 * mega && bytes.length < mega);
  const objects = Array.from({ length: 600 }, (_, id) => ({ key: `${id}.json`, bytes }));
  t.true((await growth(t, objects)) < slack + bodies);
});

s3SerialTest(
  'packed objects that unpack to 900 MB are fetched through memory for a part of them',
  async t => {
    const text = songs(30_000);
    const bytes = gzipSync(text);
    t.true(bytes.length < 0.2 * mega && text.length > 8.5 * mega);
    const objects = Array.from({ length: 105 }, (_, id) => ({ key: `${id}.json.gz`, bytes }));
    t.true((await growth(t, objects)) < slack + bodies);
  },
);
