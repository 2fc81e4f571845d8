import { setTimeout } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import { Random } from '../../scripts/generate/random.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { Deliveries } from '../helpers/deliveries.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, pointerSql } from '../helpers/lake-reader.ts';
import { referenceProject } from '../helpers/reference-project.ts';

const days = 30;
const seed = 20_181_101;

/** The rows of every table, in a form that can be compared. */
async function tablesOf(
  connection: DuckDBConnection,
  lake: string,
): Promise<Readonly<Record<string, string>>> {
  const entries: [string, string][] = [];
  for (const table of currentRelease(lake)!.tables)
    entries.push([table.name, await checksum(connection, await pointerSql(connection, lake, table))]);
  return Object.fromEntries(entries);
}

test('on every day of a month the tables are those of a build from scratch, whatever came late, twice, corrected or not at all, and whatever was killed', async t => {
  t.timeout(600_000);
  const project = referenceProject(t);
  const connection = await connectDuckDb(t);
  const root = project.path('data/month');
  const deliveries = new Deliveries(root, seed);
  const scratch = referenceProject(t);
  const random = new Random(seed);
  const vars = ['--vars', JSON.stringify({ source_root: root })];
  const happened = new Set<string>();
  let killed = 0;
  for (let day = 1; day <= days; day++) {
    const today = deliveries.next();
    for (const what of today) happened.add(what);
    if (day % 4 === 0) {
      const { child, ended } = project.start('run', '--reuse', ...vars);
      await setTimeout(random.below(1500));
      child.kill('SIGKILL');
      if ((await ended).signal === 'SIGKILL') killed++;
    }
    await Promise.all([
      succeeded(t, project.sparkify('run', '--reuse', ...vars)),
      succeeded(t, scratch.sparkify('run', '--full-refresh', '--no-reuse', ...vars)),
    ]);
    const expected = await tablesOf(connection, scratch.lake);
    t.deepEqual(await tablesOf(connection, project.lake), expected, `day ${day}: ${today.join(', ')}`);
  }
  t.deepEqual([...happened].sort(), ['corrected', 'deleted', 'duplicated', 'late', 'song']);
  t.true(killed > 0);
  await succeeded(t, project.sparkify('recover'));
  await succeeded(t, project.sparkify('releases', 'prune'));
  t.deepEqual(await lakeLeftovers(connection, project.lake), []);
});
