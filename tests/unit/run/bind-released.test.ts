import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { quoteLiteral } from '../../../src/columns/quote.ts';
import { openSession } from '../../../src/engines/open-session.ts';
import type { Release } from '../../../src/release/documents.ts';
import { bindReleased } from '../../../src/run/bind-released.ts';
import { localData } from '../../../src/storage/local-data.ts';
import { createLocalStore } from '../../../src/storage/local-store.ts';
import { modelNode } from '../../helpers/node-builder.ts';
import { buildConfig } from '../../helpers/project-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Binds a table of so many files, takes the files away, and counts its rows. */
async function countWithoutFiles(t: ExecutionContext, count: number, readers: number): Promise<unknown> {
  const folder = temporaryFolder(t);
  const session = await openSession(buildConfig({ projectDir: folder }));
  t.teardown(() => session.close());
  const lake = join(folder, 'lake');
  await session.query(
    `COPY (SELECT range AS id, range AS part FROM range(${count})) TO ${quoteLiteral(lake)} (FORMAT parquet, PARTITION_BY (part))`,
  );
  const paths = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.parquet'),
  );
  const files = paths.map(path => {
    const partition = [/part=(\d+)/.exec(path)![1]!];
    return { path, partition, rows: 1, bytes: 300, etag: '', fingerprint: '' };
  });
  const columns = ['id', 'part'].map(name => ({ name, type: 'BIGINT' }));
  const table = { name: 'a', format: 'parquet', columns, partitionColumns: ['part'], fileList: 'a' };
  const node = modelNode('a', []);
  await bindReleased({
    session,
    lake: { rows: async () => ({ partitionColumns: ['part'], files }) } as never,
    data: localData(createLocalStore(lake)),
    base: { tables: [table] } as unknown as Release,
    ...{ node, kept: [], samplings: new Map(), readers },
  });
  rmSync(lake, { recursive: true });
  const { rows } = await session.query('SELECT count(*), count(DISTINCT part) FROM main.a');
  return rows[0];
}

test('a table of very many small files that several read is read once', async t => {
  t.deepEqual(await countWithoutFiles(t, 1000, 2), ['1000', '1000']);
});

test('one reader, or a table of few files, reads what it asks for and no more', async t => {
  await t.throwsAsync(countWithoutFiles(t, 1000, 1), { code: 'query-failed' });
  await t.throwsAsync(countWithoutFiles(t, 10, 2), { code: 'query-failed' });
});
