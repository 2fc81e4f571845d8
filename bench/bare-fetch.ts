import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { inParallel } from '../src/storage/in-parallel.ts';
import { signedHeaders } from '../src/storage/s3/sign.ts';
import { rootKeys } from '../tests/services/start-versitygw.ts';

/**
 * Fetches objects and discards them, 256 requests in flight: the least that a reader of them can do. Arguments: the
 * endpoint, the bucket, a file with a key on each line. Prints the seconds that it took.
 */
const [endpoint, bucket, list] = process.argv.slice(2) as [string, string, string];
const keys = readFileSync(list, 'utf8').trim().split('\n');
const pool = new Pool(endpoint, { connections: 256 });
const { host } = new URL(endpoint);
const startedAt = performance.now();
await inParallel(keys, 256, async key => {
  const path = `/${bucket}/${key}`;
  const unsigned = { method: 'GET', host, path, query: {}, headers: {}, body: undefined };
  const headers = await signedHeaders(unsigned, rootKeys, { region: 'us-east-1', now: Date.now() });
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  await body.dump();
  if (statusCode !== 200) throw new Error(`${key}: ${statusCode}`);
});
console.log((performance.now() - startedAt) / 1000);
await pool.close();
