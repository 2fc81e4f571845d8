import type { ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentTable, pointerSql } from '../helpers/lake-reader.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import {
  type Fault,
  type FaultProxy,
  isOfDuckDb,
  type SeenRequest,
  slowDown,
  startFaultProxy,
} from './fault-proxy.ts';
import { openUploads } from './open-uploads.ts';
import { objectsOnS3, onS3, type S3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';
import { event } from './swarm-project.ts';

interface Large {
  readonly project: S3Project;
  readonly proxy: FaultProxy;
}

const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'large',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, s3: { timeout: 2 } }) },
});
`;

async function large(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<Large> {
  t.timeout(240_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const all = { 'sparkify.config.ts': config, ...files };
  return { project: await onS3(cliProject(t, all), { AWS_ENDPOINT_URL_S3: proxy.endpoint }), proxy };
}

const hashes = "select range as id, md5(range || 'salt') as hash from range(1000000)";

const partFaults: readonly (readonly [string, Fault])[] = [
  ['is cut in the midst of its body', { kind: 'cut-upload' }],
  ['loses its answer', { kind: 'lost-answer' }],
  ['is refused', slowDown],
];

for (const [title, fault] of partFaults) {
  s3SerialTest(`a large file comes whole though each of its requests at first ${title}`, async t => {
    const { project, proxy } = await large(t, {
      'models/large.sql': `{{ config(materialized='external') }} ${hashes}`,
    });
    const seen = new Set<string>();
    proxy.setFault(({ method, query }) => {
      if (!query.has('partNumber') && !query.has('uploads') && !query.has('uploadId')) return undefined;
      const name = `${method} ${query.get('partNumber')} ${query.has('uploads')}`;
      if (method === 'GET' || seen.has(name)) return undefined;
      seen.add(name);
      return fault;
    });
    await succeeded(t, project.sparkify('build'));
    t.true(seen.size >= 4, [...seen].join());
    const connection = await connectDuckDb(t);
    const published = await pointerSql(connection, project.lake, currentTable(project.lake, 'large'));
    t.is(await checksum(connection, published), await checksum(connection, hashes));
    proxy.setFault(undefined);
    await succeeded(t, project.sparkify('recover'));
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
    t.deepEqual(await openUploads(project.bucket), []);
  });
}

const readFaults: readonly (readonly [string, Fault])[] = [
  ['breaks off', { kind: 'cut-body' }],
  ['is lost', { kind: 'lost-answer' }],
  ['is a refusal', slowDown],
];

/** Three objects of some 10 MB each: these DuckDB reads in place. */
async function largeSource(): Promise<string> {
  const padding = 'x'.repeat(900);
  return objectsOnS3(
    [0, 1, 2].map(part => ({
      key: `${part}.json`,
      bytes: Buffer.from(
        jsonLines(Array.from({ length: 10_000 }, (_, id) => event(part * 10_000 + id, { note: padding }))),
      ),
    })),
  );
}

for (const [title, fault] of readFaults) {
  s3SerialTest(`large objects are read in place and whole though every third answer ${title}`, async t => {
    const root = await largeSource();
    const files = filesWith({}) as Readonly<Record<string, string>>;
    const sources = files['models/sources.yml']!.replace('data/events', root).replace(
      '        columns:\n',
      '        columns:\n          - { name: note, data_type: VARCHAR }\n',
    );
    const { project, proxy } = await large(t, {
      ...files,
      'models/sources.yml': sources,
      'sparkify.config.ts': config,
    });
    let reads = 0;
    const isRead = (request: SeenRequest) =>
      request.method === 'GET' && /^raw\/./.test(request.key) && isOfDuckDb(request);
    // The first is among them.
    proxy.setFault(request => (isRead(request) && reads++ % 3 === 0 ? fault : undefined));
    await succeeded(t, project.sparkify('build'));
    t.true(reads > 3);
    t.true(proxy.requests.every(request => !/^raw\/./.test(request.key) || isOfDuckDb(request)));
    const connection = await connectDuckDb(t);
    const published = await pointerSql(connection, project.lake, currentTable(project.lake, 'payments'));
    const [rows] = (
      await connection.runAndReadAll(
        `SELECT count(*), count(DISTINCT id), sum(id)::VARCHAR FROM (${published})`,
      )
    ).getRowsJson();
    t.deepEqual(rows, ['30000', '30000', '449985000']);
  });
}
