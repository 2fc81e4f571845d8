import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, pointerSql } from '../helpers/lake-reader.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { onS3, type S3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

/** Fifty take two minutes, which whoever runs the suites by hand many times a day need not wait for. */
const kills = Number(process.env.SPARKIFY_KILLS ?? (process.env.CI ? 50 : 10));

const days = 12;

/**
 * A small whole project: raw JSON, a staging view, a partitioned table, one without partitions, a seed and tests. Each
 * `round` changes a third of the partitions. Whatever a killed build leaves goes with the next one.
 */
const files = {
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'killed',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, upload: process.env.UPLOAD }) },
  vars: { round: 0 },
  releases: { keep: 2, keepHours: 0, recoverAfterHours: 0 },
});
`,
  'data/events.json': Array.from(
    { length: days * 20 },
    (_, id) => `{"id":${id},"day":${id % days},"level":"${id % 3 === 0 ? 'paid' : 'free'}"}\n`,
  ).join(''),
  'seeds/levels.csv': 'level,price\nfree,0\npaid,9\n',
  'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: data/events.json
        columns:
          - { name: id, data_type: INTEGER }
          - { name: day, data_type: INTEGER }
          - { name: level, data_type: VARCHAR }
`,
  'models/stg_events.sql': `select id, day, level, case when day % 3 = {{ var('round') }} % 3 then {{ var('round') }} else 0 end as round
from {{ source('raw', 'events') }}
`,
  'models/events.sql': `{{ config(materialized='external', partition_by=['day']) }} select * from {{ ref('stg_events') }}
`,
  'models/totals.sql': `{{ config(materialized='external') }}
select day, cast(sum(round * price) as bigint) as total from {{ ref('events') }} join {{ ref('levels') }} using (level) group by day
`,
  'models/events.yml': `models:
  - name: events
    columns:
      - name: id
        data_tests: [not_null, unique]
`,
};

s3SerialTest(
  `a build killed at any of ${kills} moments leaves one whole release, and the next one needs no help`,
  async t => {
    t.timeout(600_000);
    const lanes = ['disk', 'stream'].map(upload => killBuilds(t, kills / 2, upload));
    const published = (await Promise.all(lanes)).reduce((sum, count) => sum + count);
    t.log(`${published} of ${kills} were killed after they had published`);
  },
);

/** Kills so many builds of one lake; gives how many of them had published. */
async function killBuilds(t: ExecutionContext, count: number, upload: string): Promise<number> {
  const proxy = await startFaultProxy(t, s3Service().endpoint, { latency: 4 });
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint, UPLOAD: upload });
  const connection = await connectDuckDb(t);
  await succeeded(t, project.sparkify(...build(0)));
  let duration = await buildWhole(t, project, proxy, 1);
  let before = await whole(t, connection, project.lake);
  let [killed, published] = [0, 0];
  // One that ended before it was killed does not count: how long a build takes depends on what else runs.
  for (let round = 2; killed < count; round++) {
    const moment = ((killed + Math.random()) / count) * duration;
    const at = await killAfter(project, proxy, round, moment);
    if (at !== undefined) killed++;
    const seen = await whole(t, connection, project.lake);
    duration = await buildWhole(t, project, proxy, round);
    const after = await whole(t, connection, project.lake);
    t.true([before, after].includes(seen), `killed ${moment} ms after ${at}`);
    t.deepEqual(await lakeLeftovers(connection, project.lake), [], `killed ${moment} ms after ${at}`);
    if (at !== undefined && seen === after) published++;
    before = after;
  }
  return published;
}

function build(round: number): readonly string[] {
  return ['build', '--quiet', '--vars', JSON.stringify({ round })];
}

/** Gives the milliseconds from its first request to its end. */
async function buildWhole(
  t: ExecutionContext,
  project: S3Project,
  proxy: FaultProxy,
  round: number,
): Promise<number> {
  const begun = proxy.requests.length;
  const { child, ended } = project.start(...build(round));
  await firstRequest(proxy, begun, child);
  const startedAt = performance.now();
  await succeeded(t, ended);
  return performance.now() - startedAt;
}

async function firstRequest({ requests }: FaultProxy, begun: number, child: ChildProcess): Promise<void> {
  while (requests.length === begun && child.exitCode === null) await setTimeout(2);
}

/** Kills a build some milliseconds after its first request; tells which one was the last. Undefined when it had ended. */
async function killAfter(
  project: S3Project,
  proxy: FaultProxy,
  round: number,
  moment: number,
): Promise<string | undefined> {
  const begun = proxy.requests.length;
  const { child, ended } = project.start(...build(round));
  await firstRequest(proxy, begun, child);
  await setTimeout(moment);
  child.kill('SIGKILL');
  if ((await ended).signal !== 'SIGKILL') return undefined;
  const { method, key } = proxy.requests.at(-1)!;
  return `${method} ${key}`;
}

/** The rows of every table through the pointer, in a form that can be compared, held against what the release says. */
async function whole(t: ExecutionContext, connection: DuckDBConnection, lake: string): Promise<string> {
  const tables: string[] = [];
  for (const table of currentRelease(lake)!.tables) {
    const found = await checksum(connection, await pointerSql(connection, lake, table));
    t.is(Number(found.split(' ')[0]), table.rows, table.name);
    tables.push(`${table.name} ${found}`);
  }
  return tables.join('\n');
}
