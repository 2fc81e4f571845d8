import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { repository } from './cli-project.ts';
import { currentTable, pointerSql, rowsOf } from './lake-reader.ts';
import { codeBlocks, readPage, section } from './markdown.ts';
import { installPythonPackage } from './python-packages.ts';
import { temporaryFolder } from './temporary-folder.ts';

const page = readPage('docs/releases.md');
const { python, missing } = await installPythonPackage('pyarrow', '26.0.1');

/** Where an example of docs/releases.md reads, and with what variables. */
export interface ExamplePlace {
  /** Stands in the place of the page's own address. */
  readonly lake: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Holds every example to what the pointer of a lake of the reference project leads to.
 *
 * @param folder where the lake lies on this machine
 */
export async function readByExamples(
  t: ExecutionContext,
  connection: DuckDBConnection,
  folder: string,
  place: ExamplePlace,
): Promise<void> {
  const songs = await pointerSql(connection, folder, currentTable(folder, 'songs'));
  const rows = await rowsOf(connection, songs);
  const expected = linesOf(rows.map(([, title, , year]) => `${title} ${year}`));
  t.is(await runSqlExample(connection, 'SQL, with the catalog', place), expected);
  t.is(await runSqlExample(connection, 'SQL, through the pointer', place), expected);
  t.is(await runTypeScriptExample(t, place), expected);
  if (missing === undefined) t.is(await runPythonExample(t, place), expected);
  else t.log(`skipped: ${missing}`);
}

/** The code of an example, with the lake of a test in it. */
export function example(heading: string, lake: string): string {
  const [block] = codeBlocks({ path: page.path, text: section(page, heading) });
  if (!block?.text.includes('s3://my-bucket/lake')) throw new Error(`no example of ${heading} names a lake`);
  return block.text.replaceAll('s3://my-bucket/lake', lake);
}

/** What the last statement of a script gives, a line for each row. */
async function runSqlExample(
  connection: DuckDBConnection,
  heading: string,
  { lake }: ExamplePlace,
): Promise<string> {
  const reader = await connection.runAndReadAll(example(heading, lake));
  return linesOf(reader.getRowsJson().map(row => row.join(' ')));
}

async function runTypeScriptExample(t: ExecutionContext, { lake, env = {} }: ExamplePlace): Promise<string> {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(repository, join(folder, 'node_modules/sparkify'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'reader.ts'), example('TypeScript', lake));
  return printed(process.execPath, join(folder, 'reader.ts'), env);
}

async function runPythonExample(t: ExecutionContext, { lake, env = {} }: ExamplePlace): Promise<string> {
  const script = join(temporaryFolder(t), 'reader.py');
  writeFileSync(script, example('Python', lake));
  return printed(python, script, { ...env, PYTHONIOENCODING: 'utf-8' });
}

async function printed(program: string, script: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [script], { env: { ...process.env, ...env } });
  return linesOf(stdout.trimEnd().split('\n'));
}

/** Songs of one title come in any order. */
function linesOf(lines: readonly string[]): string {
  return lines.toSorted().join('\n');
}
