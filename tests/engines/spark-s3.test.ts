import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { cliProject, runSparkify } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { type FaultProxy, startFaultProxy } from '../services/fault-proxy.ts';
import { openUploads } from '../services/open-uploads.ts';
import { objectsOnS3, onS3, type S3Project } from '../services/s3-project.ts';
import { s3Service } from '../services/s3-service.ts';
import { rootKeys } from '../services/start-versitygw.ts';
import { s3aJars, sparkS3Test } from './s3a-jars.ts';
import { pyspark } from './spark-test.ts';

function config(jars: string | undefined = s3aJars): string {
  const conf = jars === undefined ? {} : { 'spark.driver.extraClassPath': `${jars}/*` };
  return `import { defineConfig, duckdb, spark } from 'sparkify';

const submit = ${JSON.stringify(join(pyspark ?? '', 'bin', 'spark-submit'))};

export default defineConfig({
  name: 'tiny',
  targets: {
    dev: duckdb({ lake: 'target/lake' }),
    prod: spark({
      lake: process.env.SPARKIFY_LAKE,
      master: 'local[2]',
      submit,
      conf: ${JSON.stringify(conf)},
    }),
  },
  releases: { keep: 0, keepHours: 0, recoverAfterHours: 0 },
});
`;
}

function sources(events: string, clicks: string): string {
  return `sources:
  - name: raw
    tables:
      - name: events
        location: ${JSON.stringify(`${events}/*`)}
        columns:
          - { name: id, data_type: INTEGER }
          - { name: user, data_type: VARCHAR }
          - { name: amount, data_type: DOUBLE }
          - { name: paid_at, data_type: TIMESTAMP }
      - name: clicks
        location: ${JSON.stringify(`${clicks}/**/*.json`)}
        columns: [{ name: id, data_type: INTEGER }, { name: user, data_type: VARCHAR }]
`;
}

const payments = [
  { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01 10:00:00' },
  { id: 2, user: 'Bo', amount: 2, paid_at: '2026-01-02 10:00:00' },
];

interface OnS3 extends S3Project {
  readonly proxy: FaultProxy;
  /** Runs it on the target of DuckDB. */
  onDuckDb(...args: readonly string[]): Promise<{ exitCode: number | null; stdout: string; output: string }>;
}

/** Two sources, one of them many small objects, and names that mean something in addresses and in partitions. */
async function projectOnS3(t: ExecutionContext, jars?: string): Promise<OnS3> {
  const events = await objectsOnS3([
    { key: 'plain 1%25 é+.json', bytes: Buffer.from(jsonLines(payments)) },
    // Nested text, a time with its zone, and a blank line: DuckDB reads it for Spark.
    {
      key: 'doubtful #1.json',
      bytes: Buffer.from('{"id": 3, "user": "C/\\u0079 1%", "paid_at": "2026-01-03T10:00:00Z"}\n\n'),
    },
    { key: 'packed.json.gz', bytes: gzipSync('{"id": 4, "user": "Bo", "amount": 0.1}\n') },
  ]);
  const clicks = await objectsOnS3(
    Array.from({ length: 120 }, (_, id) => ({
      key: `${id % 7}/${id}.json`,
      bytes: Buffer.from(jsonLines([{ id, user: `user ${id % 3}` }])),
    })),
  );
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const files = filesWith({
    'sparkify.config.ts': config(jars),
    'models/sources.yml': sources(events, clicks),
    'models/clicks.sql': `{{ config(materialized='external') }}\nselect "user", count(*) as clicks from {{ source('raw', 'clicks') }} group by 1\n`,
    'data/events/1.json': undefined,
    'data/events/2.json': undefined,
  });
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  const env = { ...process.env, SPARKIFY_LAKE: 'unused' };
  return {
    ...project,
    proxy,
    onDuckDb: (...args) => runSparkify([...args, '--target', 'dev'], project.folder, env).ended,
  };
}

const queries = ['payments', 'clicks'].map(name => `select * from {{ ref('${name}') }} order by all`);

/** Whether what is secret stands in a command line of Spark while a command runs. */
async function watchCommandLines(secret: string, running: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  const ended = running.finally(() => {
    isOver = true;
  });
  ended.catch(() => undefined);
  for (let found = false; ; found ||= linesOfSpark().some(line => line.includes(secret))) {
    if (isOver) return found;
    await Promise.race([ended, wait(500)]);
  }
}

function linesOfSpark(): readonly string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter(line => /java|python|spark-submit/.test(line));
}

/** Files of the target folder that hold a text. */
function filesThatTell(project: S3Project, text: string): readonly string[] {
  const all = readdirSync(project.path('target'), { recursive: true, withFileTypes: true });
  const files = all.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.filter(path => readFileSync(path).includes(text));
}

sparkS3Test(
  'a project on S3 has the same rows on Spark, and its lake holds what the release names',
  async t => {
    t.timeout(600_000);
    const project = await projectOnS3(t);
    const running = project.sparkify('build');
    const isTold = watchCommandLines(rootKeys.secretAccessKey, running);
    t.regex(await succeeded(t, running), /Fetched 120 objects.*Published release/s);
    t.false(await isTold);
    t.deepEqual(filesThatTell(project, rootKeys.secretAccessKey), []);
    const copied = project.proxy.requests.filter(
      ({ headers, key }) => headers['x-amz-copy-source'] !== undefined && key.includes('/files/'),
    );
    t.deepEqual(copied, [], 'nothing is renamed by copying');

    t.is((await project.onDuckDb('build')).exitCode, 0);
    for (const query of queries) {
      const args = ['show', '--inline', query, '--output', 'csv', '--limit', '-1'];
      t.is(await succeeded(t, project.sparkify(...args)), (await project.onDuckDb(...args)).stdout);
    }
    const connection = await connectDuckDb(t);
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
    t.deepEqual(await openUploads(project.bucket), []);

    // The next build reads the tables of the release, and writes what changed of them.
    const model = project.read('models/payments.sql').replace('amount,', 'amount + (id = 2)::int as amount,');
    project.write({ 'models/payments.sql': model });
    const again = await succeeded(t, project.sparkify('build', '--select', 'payments'));
    t.regex(again, /external model payments \.+ \[4 rows, 1 file, [^\]]*2 partitions unchanged/);
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  },
);

sparkS3Test(
  'a build that is killed while its tables come to S3 leaves nothing that recover does not find',
  async t => {
    t.timeout(600_000);
    const project = await projectOnS3(t);
    const { child, ended } = project.start('build');
    project.proxy.setFault(({ method, key }) => {
      if (method === 'PUT' && key.includes('/files/') && key.endsWith('.parquet')) child.kill('SIGKILL');
      return undefined;
    });
    t.is((await ended).signal, 'SIGKILL');
    await untilGone(t, project);
    t.deepEqual(filesThatTell(project, rootKeys.secretAccessKey), []);
    project.proxy.setFault(undefined);
    t.regex(await succeeded(t, project.sparkify('recover')), /it had not been published/);
    t.deepEqual(await openUploads(project.bucket), []);
    t.deepEqual(
      lakeKeys(project.lake).filter(key => key.startsWith('files/')),
      [],
    );
    t.regex(await succeeded(t, project.sparkify('build', '--select', '+clicks')), /Published release/);
  },
);

async function untilGone(t: ExecutionContext, project: S3Project): Promise<void> {
  const alive = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(join(project.folder, 'target/jobs'));
  for (let tries = 0; tries < 120 && alive(); tries++) await wait(250);
  t.false(alive());
}

sparkS3Test(
  'a Spark without the libraries for S3 is told what to do, and the lake stays as it was',
  async t => {
    t.timeout(300_000);
    const project = await projectOnS3(t, '/nowhere');
    const output = await failed(t, project.sparkify('build'), 1);
    t.regex(output, /error {2}no-spark/);
    t.regex(output, /Spark 4\.0\.5 lacks what reads S3: org\.apache\.hadoop\.fs\.s3a\.S3AFileSystem/);
    t.regex(output, /'spark\.jars\.packages': 'org\.apache\.hadoop:hadoop-aws:3\.4\.1'/);
    t.notRegex(output, /Published release/);
  },
);
