import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { martsSql, stagingSql, starTables } from '../../bench/star-schema.ts';
import { type CliResult, repository } from '../helpers/cli-project.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import {
  checksum,
  currentRelease,
  currentTable,
  differingRows,
  plainSql,
  pointerSql,
  rowsOf,
} from '../helpers/lake-reader.ts';
import { type ReferenceProject, referenceProject } from '../helpers/reference-project.ts';

const realData = join(repository, '../shared/data/sparkify');
const withRealData = existsSync(realData) ? test.serial : test.skip;
const ifThere = existsSync(realData) ? '' : ' (skipped: ../shared/data/sparkify is not there)';
const tables = starTables.map(({ name }) => name);

test.serial('the sample builds green, and a second build publishes nothing and says so', async t => {
  const project = referenceProject(t);
  const first = await project.sparkify('build');
  succeeded(t, first);
  t.regex(first.stdout, /Published release \S+ \(14 tables in/);
  t.regex(first.stdout, /Done\. PASS=121 WARN=0 ERROR=0 SKIP=0 /);
  const published = currentRelease(project.lake)!;
  t.true(published.tested);

  const second = await project.sparkify('build');
  succeeded(t, second);
  t.regex(second.stdout, /Nothing was published: the lake already holds just these rows\./);
  t.is(currentRelease(project.lake)!.release, published.release);
  t.deepEqual(readdirSync(join(project.lake, 'files')), [published.release], 'no file was written');
});

test.serial('tables of the sample are those of the same star schema in plain SQL', async t => {
  const project = referenceProject(t);
  succeeded(t, await project.sparkify('build'));
  await equalsPlainSql(t, project, project.path('data/sample'));
});

withRealData(`the real data have the figures that are known${ifThere}`, async t => {
  const project = referenceProject(t);
  succeeded(t, await project.sparkify('build', ...sourceRoot(realData)));
  const connection = await connectDuckDb(t);
  const figures = { songs: 71, artists: 69, users: 96, time: 6813, songplays: 6820 };
  for (const [name, rows] of Object.entries(figures)) {
    const { pointer, plain } = await tableSql(connection, project, name);
    t.is(await count(connection, pointer), rows, `${name} through the pointer`);
    t.is(await count(connection, plain), rows, `${name} in the plain copy`);
    t.is(await differingRows(connection, pointer, plain), 0, name);
  }
  const { plain } = await tableSql(connection, project, 'songplays');
  t.is(await count(connection, `FROM (${plain}) WHERE song_id IS NOT NULL`), 1);
  t.is(await count(connection, `FROM (${plain}) WHERE artist_id IS NOT NULL`), 1);
  await equalsPlainSql(t, project, realData);
});

test.serial('partition columns come back with the types that are declared', async t => {
  const project = referenceProject(t);
  succeeded(t, await project.sparkify('build'));
  const connection = await connectDuckDb(t);
  const { pointer } = await tableSql(connection, project, 'songs');
  const described = await rowsOf(connection, `SELECT column_name, column_type FROM (DESCRIBE ${pointer})`);
  t.deepEqual(described, [
    ['song_id', 'VARCHAR'],
    ['title', 'VARCHAR'],
    ['artist_id', 'VARCHAR'],
    ['year', 'INTEGER'],
    ['duration', 'DOUBLE'],
  ]);

  const shown = await project.sparkify('show', 'songs', '--limit', '1', '--output', 'json');
  const [song] = JSON.parse(shown.stdout) as [Record<string, unknown>];
  t.deepEqual(Object.keys(song), ['song_id', 'title', 'artist_id', 'year', 'duration']);
  t.is(typeof song.year, 'number');
  t.is(typeof song.artist_id, 'string');

  const types = await project.sparkify(
    'show',
    '--inline',
    `select distinct typeof(year) as year, typeof(month) as month from {{ ref('songplays') }}`,
    '--output',
    'csv',
  );
  t.is(types.stdout, 'year,month\nINTEGER,INTEGER\n');
});

test.serial('the types file of the repository is what its models say', async t => {
  const project = referenceProject(t);
  const file = 'sparkify.types.ts';
  project.write({ [file]: readFileSync(join(repository, file)) });
  const checked = await project.sparkify('types', '--check');
  succeeded(t, checked);
  t.is(checked.stdout, 'sparkify.types.ts is up to date: the rows of 17 tables.\n');
});

test.serial('threads and the names and order of files change no row and no songplay_id', async t => {
  const project = referenceProject(t);
  shuffleFiles(project.path('data/sample'), project.path('data/shuffled'));
  const one = project.withLake('one');
  const four = project.withLake('four');
  succeeded(t, await one.sparkify('build', '--threads', '1'));
  succeeded(t, await four.sparkify('build', '--threads', '4', ...sourceRoot('data/shuffled')));
  t.deepEqual(await checksums(t, four), await checksums(t, one));

  const versions = () =>
    currentRelease(one.lake)!
      .tables.filter(({ name }) => name !== 'stg_events')
      .map(({ name, version }) => `${name} ${version}`);
  const before = versions();
  succeeded(t, await one.sparkify('build', '--threads', '4', ...sourceRoot('data/shuffled')));
  // What is published is only from which files they are, which rows of stg_events tell, too.
  t.deepEqual(versions(), before);
});

test.serial('line ends, blank lines and pretty-printing of the source change no row', async t => {
  const project = referenceProject(t);
  const sample = project.path('data/sample');
  rewriteFiles(sample, project.path('data/crlf'), text => `${text.replaceAll(/\r?\n/g, '\r\n\r\n')}\r\n\r\n`);
  rewriteFiles(sample, project.path('data/pretty'), text => records(text).map(pretty).join('\n'));
  rewriteFiles(sample, project.path('data/unfinished'), text => text.trimEnd());

  succeeded(t, await project.sparkify('build'));
  const expected = await checksums(t, project);
  for (const form of ['crlf', 'pretty', 'unfinished']) {
    const other = project.withLake(form);
    succeeded(t, await other.sparkify('build', ...sourceRoot(`data/${form}`)));
    t.deepEqual(await checksums(t, other), expected, form);
  }
});

function succeeded(t: ExecutionContext, result: CliResult): void {
  t.is(result.exitCode, 0, result.output);
  t.is(result.stderr, '');
}

function sourceRoot(folder: string): string[] {
  return ['--vars', JSON.stringify({ source_root: folder })];
}

async function tableSql(
  connection: DuckDBConnection,
  { lake }: ReferenceProject,
  name: string,
): Promise<{ readonly pointer: string; readonly plain: string }> {
  const table = currentTable(lake, name);
  return { pointer: await pointerSql(connection, lake, table), plain: plainSql(lake, table) };
}

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await rowsOf(connection, `SELECT count(*) FROM (${sql})`);
  return Number(row![0]);
}

async function checksums(
  t: ExecutionContext,
  project: ReferenceProject,
): Promise<Readonly<Record<string, string>>> {
  const connection = await connectDuckDb(t);
  const entries: [string, string][] = [];
  for (const name of tables) {
    const { pointer } = await tableSql(connection, project, name);
    entries.push([name, await checksum(connection, pointer)]);
  }
  return Object.fromEntries(entries);
}

/** All five tables against those that hand-written SQL makes of the same data, in a DuckDB of its own. */
async function equalsPlainSql(t: ExecutionContext, project: ReferenceProject, source: string): Promise<void> {
  const connection = await connectDuckDb(t);
  for (const sql of [...stagingSql(source), ...martsSql]) await connection.run(sql);
  for (const name of tables) {
    const { pointer, plain } = await tableSql(connection, project, name);
    const columns = currentTable(project.lake, name).columns.map(column => column.name);
    const expected = `SELECT ${columns.join(', ')} FROM ${name}`;
    t.true((await count(connection, expected)) > 0, name);
    t.is(await differingRows(connection, expected, pointer), 0, `${name} through the pointer`);
    t.is(await differingRows(connection, expected, plain), 0, `${name} in the plain copy`);
  }
}

function jsonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.json'))
    .sort();
}

/** The same files under other names, so that they are listed in another order; each stays as deep as it was. */
function shuffleFiles(from: string, to: string): void {
  for (const [index, path] of jsonFiles(from).entries()) {
    const scattered = ((index * 7919 + 13) % 100_003).toString(36);
    // The day in the name of a log tells when it was delivered.
    const day = /\d{4}-\d{2}-\d{2}/.exec(path)?.[0] ?? 'song';
    const target = join(to, dirname(path), `${scattered}-of-${day}.json`);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(from, path), target);
  }
}

function rewriteFiles(from: string, to: string, rewrite: (text: string) => string): void {
  for (const path of jsonFiles(from)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), rewrite(readFileSync(join(from, path), 'utf8')));
  }
}

/** The sample itself holds both forms: a record a line, and one record over several lines. */
function records(text: string): readonly string[] {
  if (/^\{\s*\n/.test(text)) return text.split(/\n(?=\{)/);
  return text.split('\n').filter(line => line.trim() !== '');
}

function pretty(record: string): string {
  return JSON.stringify(JSON.parse(record), null, 2);
}
