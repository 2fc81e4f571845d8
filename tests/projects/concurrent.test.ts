import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, pointerSql, readRelease, rowsOf } from '../helpers/lake-reader.ts';
import { musicProject } from '../helpers/music-project.ts';

const march = '{"id":6,"listener":"di","level":"free","song":"Low Tide","seconds":40,"month":"2026-03"}\n';

test.serial(
  'of builds of the same tables at the same moment one publishes, and no other harms it',
  async t => {
    const project = musicProject(t);
    const connection = await connectDuckDb(t);
    for (const round of ['first', 'later']) {
      if (round === 'later') project.write({ 'data/plays/march.ndjson': march });
      const results = await Promise.all([1, 2, 3].map(() => project.sparkify('build')));
      const published = results.filter(({ stdout }) => stdout.includes('Published release'));
      t.is(published.length, 1, results.map(({ output }) => output).join('\n'));
      for (const { exitCode, output } of results) {
        const current = currentRelease(project.lake)!.release;
        if (exitCode === 0) t.regex(output, /Published release|the lake already holds just these rows/);
        else t.regex(output, new RegExp(`lake-moved[^]*${current}`));
      }
      t.is((await succeeded(t, project.sparkify('build'))).includes('Published release'), false);
      t.deepEqual(await lakeLeftovers(connection, project.lake), []);
    }
  },
);

test.serial(
  'builds of different tables at the same moment both publish, one on top of the other',
  async t => {
    const project = musicProject(t);
    const connection = await connectDuckDb(t);
    await succeeded(t, project.sparkify('build'));
    const before = currentRelease(project.lake)!.release;
    project.write({ 'data/plays/march.ndjson': march });
    const outputs = await Promise.all(
      ['plays', 'listeners', 'charts'].map(name => succeeded(t, project.sparkify('build', '--select', name))),
    );
    for (const output of outputs) t.regex(output, /Published release/);

    const parents: (string | null)[] = [];
    for (let id: string | null = currentRelease(project.lake)!.release; id !== null; ) {
      parents.push(id);
      id = readRelease(project.lake, id).parent;
    }
    t.is(parents.length, 4);
    t.is(parents.at(-1), before);
    const versions = currentRelease(project.lake)!.tables.map(({ name, version }) => [name, version]);
    const byName = Object.fromEntries(versions);
    t.is(new Set([byName.plays, byName.listeners, byName.charts, byName.levels]).size, 4);
    t.regex(await succeeded(t, project.sparkify('build')), /the lake already holds just these rows/);
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  },
);

test.serial(
  'a lake that another build changed in a table that this one reads is refused, and stays',
  async t => {
    const project = musicProject(t, {
      'models/top.sql': `{{ config(materialized='table') }}
select count(*) as plays, {{ var('shortest') }} as shortest, (select sum(sin(range)) from range(30000000)) as slow
from {{ ref('plays') }}\n`,
    });
    await succeeded(t, project.sparkify('build'));
    project.write({ 'data/plays/march.ndjson': march });
    const slow = project.start('run', '--select', 'top', '--vars', 'shortest: 31');
    t.teardown(() => slow.child.kill('SIGKILL'));
    await new Promise<void>(started => {
      slow.child.stdout!.on('data', text => {
        // Stopped amid its query, it goes on when the other build has published, however fast the machine is.
        if (String(text).includes('START table model top') && slow.child.kill('SIGSTOP')) started();
      });
    });
    await succeeded(t, project.sparkify('build', '--select', 'plays'));
    slow.child.kill('SIGCONT');
    const result = await slow.ended;
    const { release, owner } = currentRelease(project.lake) as unknown as {
      release: string;
      owner: { user: string };
    };
    t.is(result.exitCode, 1, result.output);
    t.regex(result.output, new RegExp(`lake-moved[^]*${release}`));
    t.true(result.output.includes(owner.user));
  },
);

test.serial(
  'whoever reads through the pointer while builds publish sees one whole release at a time',
  async t => {
    const tables = ['a', 'b', 'c'];
    const model = (name: string) =>
      `{{ config(materialized='external', partition_by='part') }}
select '${name}' as name, {{ var('state') }} as state, range as id, range % 7 as part from range(1000)\n`;
    const project = cliProject(t, {
      'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'states', targets: { dev: duckdb({ lake: 'lake' }) }, vars: { state: 0 },
  releases: { keep: 1, keepHours: 1 } });\n`,
      ...Object.fromEntries(tables.map(name => [`models/${name}.sql`, model(name)])),
    });
    const lake = project.path('lake');
    await succeeded(t, project.sparkify('build'));
    let building = true;
    const builds = (async () => {
      for (let state = 1; state <= 6; state++) {
        await succeeded(t, project.sparkify('build', '--vars', `{state: ${state}}`));
      }
    })().finally(() => {
      building = false;
    });

    const connection = await connectDuckDb(t);
    const seen = new Set<unknown>();
    while (building) {
      const release = currentRelease(lake)!;
      const states: unknown[] = [];
      for (const table of release.tables) {
        const sql = await pointerSql(connection, lake, table);
        const rows = await rowsOf(connection, `SELECT DISTINCT state FROM (${sql})`);
        t.is(rows.length, 1, table.name);
        states.push(rows[0]![0]);
        t.true((await checksum(connection, sql)).startsWith('1000 '), table.name);
      }
      t.is(new Set(states).size, 1, `${release.release}: ${states}`);
      seen.add(states[0]);
    }
    await builds;
    t.true(seen.size > 1, 'the reader saw the lake change');
  },
);
