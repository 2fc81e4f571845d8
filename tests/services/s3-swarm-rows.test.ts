import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import type { CompiledSource } from '../../src/compile/node.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { toS3Settings } from '../../src/config/s3-settings.ts';
import { openSession } from '../../src/engines/open-session.ts';
import { createSourceBinder } from '../../src/run/source-binder.ts';
import { createSourceFiles } from '../../src/run/source-files.ts';
import { inParallel } from '../../src/storage/in-parallel.ts';
import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { sourceNode } from '../helpers/node-builder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeFiles } from '../helpers/write-files.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';

const record = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ id: fc.integer(), name: fc.string({ unit: 'grapheme', maxLength: 8 }) }),
  },
  { weight: 1, arbitrary: fc.record({ id: fc.constantFrom('x', 1.5, true), name: fc.constant('misfit') }) },
  { weight: 1, arbitrary: fc.constant({}) },
);

const lineEnd = fc.constantFrom('\n', '\r\n', '\n\n');

/** The text of an object, in one of the forms that people write. */
const content = fc
  .record({ records: fc.array(record, { maxLength: 4 }), end: lineEnd, isEnded: fc.boolean() })
  .chain(({ records, end, isEnded }) => {
    const last = isEnded ? end : '';
    const lines = records.map(each => JSON.stringify(each));
    return fc.constantFrom(
      lines.join(end) + (lines.length > 0 ? last : ''),
      records.map(each => JSON.stringify(each, undefined, 2)).join(end) + last,
      JSON.stringify(records) + last,
      JSON.stringify(records, undefined, 1) + last,
      `\ufeff${lines.join(end)}${last}`,
      `${lines.join(end)}${end}{"id": 1, "na`,
      `${lines.join(end)}${end}null${end}`,
      `  ${lines.join(`${end}  `)}`,
      lines.join(''),
      'not json',
      '',
      '\n',
    );
  });

const object = fc.record({
  key: fc.constantFrom('a', 'b c', 'd+e', "f'g", 'h"i', 'é', 'j=k'),
  content,
  form: fc.constantFrom('json', 'json.gz', 'json.zst'),
});

const objects = fc.uniqueArray(object, {
  maxLength: 6,
  selector: ({ key, form }) => `${key}.${form}`,
});

const compress = { json: Buffer.from, 'json.gz': gzipSync, 'json.zst': zstdCompressSync } as const;

s3SerialTest('the rows and bad records of a swarm are those of its objects read in place', async t => {
  t.timeout(600_000);
  const service = s3Service();
  const bucket = await service.newBucket();
  const client = new S3Client(bucket, plainSettings, service.env);
  const put = async (key: string, body: Uint8Array) => {
    await client.send({ method: 'PUT', key, body });
  };
  await inParallel(Array.from({ length: 101 }).keys(), 32, id =>
    put(`base/${id}.json`, Buffer.from(JSON.stringify({ id, name: `n${id}` }))),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(objects, objects, async (first, second) => {
      const prefix = `run-${run++}`;
      const location = `s3://${bucket}/{base,${prefix}}/*.json*`;
      const folder = temporaryFolder(t);
      // The second time, objects of the same name are replaced, and others are gone.
      for (const [step, set] of [first, second].entries()) {
        if (step > 0) {
          await inParallel(first, 8, async ({ key, form }) => {
            await client.send({ method: 'DELETE', key: `${prefix}/${key}.${form}`, accept: [204] });
          });
        }
        await inParallel(set, 8, ({ key, form, content: text }) =>
          put(`${prefix}/${key}.${form}`, compress[form](Buffer.from(text))),
        );
        const fetched = await read(folder, location, '1GB');
        t.true(existsSync(join(folder, 'target/cache')));
        t.deepEqual(fetched, await read(folder, location, '0B'));
        t.deepEqual(await read(folder, location, '1GB'), fetched);
      }
    }),
    { numRuns: 12 },
  );
});

const events: CompiledSource = {
  ...sourceNode('events'),
  declared: [
    { name: 'id', type: 'BIGINT' },
    { name: 'name', type: 'VARCHAR' },
  ],
  onBadRecord: 'quarantine',
};

/** All rows of the source, and what was moved to quarantine, in an order of their own. */
async function read(folder: string, location: string, cacheSize: string): Promise<unknown> {
  writeFiles(folder, { 'sparkify.config.ts': "export default { name: 'p' };" });
  const { config } = await loadConfig({ projectDir: folder, env: {} });
  const s3 = toS3Settings({ cacheSize }, folder);
  return readWith({ ...config, target: { ...config.target, s3 } }, location);
}

async function readWith(config: Config, location: string): Promise<unknown> {
  const session = await openSession(config);
  const sources = createSourceBinder({
    session,
    config,
    filesOf: createSourceFiles(config),
    samplings: new Map(),
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  try {
    const node: CompiledSource = { ...events, location };
    const bind = {
      id: node.uniqueId,
      kind: 'source',
      node,
      dependsOn: [],
      readers: 1,
      selected: false,
      last: true,
    };
    const query = () => session.query('SELECT id, name FROM raw.events ORDER BY ALL');
    await sources.mending(() => sources.bind(bind as Parameters<typeof sources.bind>[0]));
    const { rows } = await sources.mending(query);
    return { rows, bad: badRecords(config) };
  } finally {
    await sources.close();
    session.close();
  }
}

function badRecords(config: Config): readonly string[] {
  const path = join(config.projectDir, config.targetPath, 'quarantine/raw.events/bad-records.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .map(({ file, line, endLine, reason }) => `${file}:${line}-${endLine} ${reason}`)
    .sort();
}
