import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentTable, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { type AwsProject, awsProject } from './aws-project.ts';
import { isOfDuckDb, type SeenRequest } from './fault-proxy.ts';
import { objectsOnS3 } from './s3-project.ts';
import { s3SerialTest } from './s3-service.ts';
import { event } from './swarm-project.ts';
import { keyIdOf } from './temporary-keys.ts';

/** Seconds for which every key holds. */
const lifetime = 4;

/** More than DuckDB has threads, fewer than a swarm: each is read in place, in its turn. */
const [parts, each] = [80, 1000];

/** One statement reads many objects. */
async function outliving(t: ExecutionContext): Promise<AwsProject> {
  t.timeout(240_000);
  const root = await objectsOnS3(
    Array.from({ length: parts }, (_, part) => ({
      key: `${part}.json`,
      bytes: Buffer.from(jsonLines(Array.from({ length: each }, (__, id) => event(part * each + id)))),
    })),
  );
  const sources = (filesWith({})['models/sources.yml'] as string).replace('data/events', root);
  return awsProject(t, {
    lifetime,
    target: 'threads: 1,',
    files: () => ({ 'models/sources.yml': sources }),
  });
}

function isRead(request: SeenRequest): boolean {
  return request.method === 'GET' && isOfDuckDb(request) && /^raw\/\d/.test(request.key);
}

s3SerialTest(
  'a statement that outlives its key begins anew with another one, and every row comes once',
  async t => {
    const { proxy, sparkify, lake } = await outliving(t);
    let over: Promise<void> | undefined;
    proxy.setFault(async request => {
      if (!isRead(request)) return undefined;
      // What is asked for first is answered after all; what comes next is signed with a key that is over.
      over ??= setTimeout(lifetime * 1000);
      await over;
      return undefined;
    });
    await succeeded(t, sparkify('build'));
    t.true(
      proxy.refusals.some(refusal => /^ExpiredToken: .*\/raw\/\d/.test(refusal)),
      proxy.refusals.join('\n'),
    );
    const keys = proxy.requests.filter(isRead).map(({ headers }) => keyIdOf(headers));
    t.is(new Set(keys).size, 2);
    const connection = await connectDuckDb(t);
    const sql = await pointerSql(connection, lake, currentTable(lake, 'payments'));
    const rows = await rowsOf(connection, `SELECT count(*), count(DISTINCT id), sum(id) FROM (${sql})`);
    const count = parts * each;
    t.deepEqual(rows, [[`${count}`, `${count}`, `${(count * (count - 1)) / 2}`]]);
  },
);

s3SerialTest('a statement that outlives the next key, too, fails and says so', async t => {
  const { proxy, sparkify } = await outliving(t);
  const over = new Map<string | undefined, Promise<void>>();
  proxy.setFault(async request => {
    if (!isRead(request)) return undefined;
    const key = keyIdOf(request.headers);
    over.set(key, over.get(key) ?? setTimeout(lifetime * 1000));
    await over.get(key);
    return undefined;
  });
  const { exitCode, output } = await sparkify('build');
  t.is(exitCode, 1, output);
  t.regex(output, /no-credentials[\s\S]*ran for longer than its AWS credentials hold/);
  t.regex(output, /Nothing was published/);
  // One try more, and no other.
  t.is(over.size, 2);
});
