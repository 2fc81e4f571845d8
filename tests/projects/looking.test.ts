import { existsSync } from 'node:fs';
import test from 'ava';
import { failed, logLines, succeeded } from '../helpers/cli-result.ts';
import { musicProject } from '../helpers/music-project.ts';

test.serial('ls prints selectors, names, paths or JSON, in the order of the graph', async t => {
  const project = musicProject(t);
  const ls = async (...args: readonly string[]) =>
    (await succeeded(t, project.sparkify('ls', ...args))).trimEnd().split('\n');

  const selectors = await ls('--resource-type', 'model', 'seed', 'source');
  t.deepEqual([...selectors].sort(), [
    'music.levels',
    'music.marts.charts',
    'music.marts.listeners',
    'music.marts.plays',
    'music.staging.long_plays',
    'music.staging.scratch',
    'music.staging.stg_plays',
    'source:music.raw.plays',
  ]);
  t.true(selectors.indexOf('music.staging.stg_plays') < selectors.indexOf('music.marts.plays'));
  t.deepEqual(await ls('--select', 'tag:nightly', '--output', 'path', '--resource-type', 'model'), [
    'models/marts/listeners.sql',
  ]);
  t.deepEqual(await ls('--select', 'levels', '--output', 'name'), [
    'levels',
    'unique_levels_level',
    'relationships_listeners_level__level__ref_levels_',
  ]);
  const [node] = (await ls('--select', 'plays', '--output', 'json', '--resource-type', 'model')).map(line =>
    JSON.parse(line),
  );
  t.deepEqual(node, {
    unique_id: 'model.music.plays',
    name: 'plays',
    resource_type: 'model',
    original_file_path: 'models/marts/plays.sql',
    selector: 'music.marts.plays',
  });
});

test.serial('compile writes the SQL of what is selected, without touching data', async t => {
  const project = musicProject(t);
  project.remove('data');
  const output = await succeeded(t, project.sparkify('compile', '--select', 'long_plays', 'plays'));
  t.regex(output, /Wrote 5 queries\./);
  t.is(
    project.read('target/compiled/music/models/staging/long_plays.sql').trim(),
    'select * from "main"."stg_plays" where seconds >= 30',
  );
  t.true(existsSync(project.path('target/compiled/music/models/marts/marts.yml/unique_plays_id.sql')));
  t.false(existsSync(project.path('target/compiled/music/models/marts/charts.sql')));
  t.false(existsSync(project.lake));
});

test.serial('check binds everything without data, and names what is wrong with its place', async t => {
  const project = musicProject(t);
  project.remove('data');
  t.regex(
    await succeeded(t, project.sparkify('check')),
    /Checked 6 models, 1 seed, 1 source and 7 data tests: 0 errors\n$/,
  );
  project.write({ 'models/marts/plays.sql': `select id,\n  listeners\nfrom {{ ref('stg_plays') }}\n` });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(output, /models\/marts\/plays\.sql:2:3 {2}error {2}unknown-column/);
  const lines = logLines((await project.sparkify('check', '--log-format', 'json')).stdout);
  t.is(lines[0]!.info.code, 'unknown-column');
  t.like(lines[0]!.data, { severity: 'error', at: { file: 'models/marts/plays.sql', line: 2, column: 3 } });
});

test.serial('show prints rows of a model, seed, source or query, published or not', async t => {
  const project = musicProject(t);
  const csv = async (...args: readonly string[]) =>
    (await succeeded(t, project.sparkify('show', ...args, '--output', 'csv'))).trimEnd().split('\n');
  const expected = {
    stg_plays: ['id,listener,level,song,seconds,month', 5],
    long_plays: ['id,listener,level,song,seconds,month', 4],
    scratch: ['song,times', 2],
    charts: ['song,price,times,long_times', 3],
    levels: ['level,price', 2],
    'raw.plays': ['id,listener,level,song,seconds,month', 5],
  } as const;
  for (const [name, [header, rows]] of Object.entries(expected)) {
    const [first, ...others] = await csv(name);
    t.is(first, header, name);
    t.is(others.length, rows, name);
  }
  t.false(existsSync(project.lake), 'looking writes nothing');

  await succeeded(t, project.sparkify('build'));
  project.remove('data');
  t.is((await csv('plays', '--limit', '2')).length, 3, 'a published table is read from the release');
  const query = `select song, sum(seconds) as seconds from {{ ref('plays') }} group by song order by song`;
  t.deepEqual(await csv('--inline', query), ['song,seconds', 'Low Tide,200', 'Paper Boats,600']);
});

test.serial('show prints tables, JSON and CSV, as many rows as are asked for', async t => {
  const project = musicProject(t);
  const query = `select 1 as number, null as nothing, 'a,"b' as text, date '2026-01-02' as day, 1.50::decimal(4,2) as price`;
  const show = (...args: readonly string[]) => succeeded(t, project.sparkify('show', '--inline', ...args));
  t.deepEqual(JSON.parse(await show(query, '--output', 'json')), [
    { number: 1, nothing: null, text: 'a,"b', day: '2026-01-02', price: 1.5 },
  ]);
  t.is(await show(query, '--output', 'csv'), 'number,nothing,text,day,price\n1,,"a,""b",2026-01-02,1.50\n');
  t.is(
    await show(`select 1 as number, 'x' as text`),
    [
      '┌────────┬──────┐',
      '│ number │ text │',
      '├────────┼──────┤',
      '│      1 │ x    │',
      '└────────┴──────┘',
      '1 row',
      '',
    ].join('\n'),
  );
  const count = async (...limit: readonly string[]) =>
    (JSON.parse(await show('select * from range(25)', '--output', 'json', ...limit)) as unknown[]).length;
  t.is(await count(), 10);
  t.is(await count('--limit', '3'), 3);
  t.is(await count('--limit', '0'), 0);
  t.is(await count('--limit', '-1'), 25);
});

test.serial('show --profile tells what is in the columns of a table, with bars or as data', async t => {
  const project = musicProject(t);
  const text = await succeeded(t, project.sparkify('show', '--profile', 'raw.plays'));
  t.regex(text, /^raw\.plays {2}5 rows, 6 columns\n/);
  // Three of five plays are free.
  t.regex(
    text,
    /level {2}VARCHAR\n {2}no nulls, 2 distinct, from free to paid\n {2}free {2}█{24} {2}3 \(60%\)\n {2}paid {2}█{16} {8} {2}2 \(40%\)\n/,
  );
  const json = await project.sparkify(
    'show',
    '--profile',
    '--inline',
    'select 1 as n where false',
    '--output',
    'json',
  );
  t.like(JSON.parse(json.stdout), { rows: 0, columns: [{ name: 'n', nulls: 0 }] });
  const both = await failed(t, project.sparkify('show', '--profile', '--failures', 'unique_plays_id'), 2);
  t.regex(both, /--profile and --failures exclude each other/);
});
