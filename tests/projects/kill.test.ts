import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, pointerSql } from '../helpers/lake-reader.ts';
import { type ReferenceProject, referenceProject } from '../helpers/reference-project.ts';

const kills = 20;

/** What a reader sees through the pointer: the rows of every table that follows from the source, in a form that can be compared. */
async function wholeRelease(connection: DuckDBConnection, lake: string): Promise<string> {
  const tables: string[] = [];
  for (const table of currentRelease(lake)!.tables) {
    // It follows from all builds before, too.
    if (table.name !== 'users_history')
      tables.push(`${table.name} ${await checksum(connection, await pointerSql(connection, lake, table))}`);
  }
  return tables.join('\n');
}

/** The sample, and the same without some of its files: two states that a build changes most tables between. */
function twoSources(project: ReferenceProject): readonly [string, string] {
  const sample = project.path('data/sample');
  const smaller = project.path('data/smaller');
  cpSync(sample, smaller, { recursive: true });
  const files = readdirSync(smaller, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.endsWith('.json'),
  );
  for (const [index, path] of files.sort().entries()) if (index % 3 === 0) rmSync(join(smaller, path));
  return [sample, smaller];
}

test.serial(
  'a build killed at any moment leaves one whole release, and the next build needs no help',
  async t => {
    t.timeout(180_000);
    const project = referenceProject(t);
    const connection = await connectDuckDb(t);
    const build = (source: string) => ['build', '--vars', JSON.stringify({ source_root: source })];
    const sources = twoSources(project);
    const states: string[] = [];
    let duration = 0;
    const buildWhole = async (source: string): Promise<string> => {
      const startedAt = performance.now();
      await succeeded(t, project.sparkify(...build(source)));
      duration = performance.now() - startedAt;
      return wholeRelease(connection, project.lake);
    };
    for (const source of sources) states.push(await buildWhole(source));
    t.not(states[0], states[1]);

    // One that ended before it was killed does not count: how long a build takes depends on what else runs.
    for (let killed = 0, round = 0; killed < kills; round++) {
      const next = round % 2;
      const { child, ended } = project.start(...build(sources[next]!));
      const moment = ((killed + Math.random()) / kills) * duration * 0.95;
      await setTimeout(moment);
      child.kill('SIGKILL');
      if ((await ended).signal === 'SIGKILL') killed++;
      const seen = await wholeRelease(connection, project.lake);
      t.true(states.includes(seen), `killed after ${moment} ms:\n${seen}`);
      t.is(await buildWhole(sources[next]!), states[next]!, `the build after a kill at ${moment} ms`);
    }

    await succeeded(t, project.sparkify('recover'));
    await succeeded(t, project.sparkify(...build(sources[0]!)));
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  },
);
