import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { version } from '@duckdb/node-api';
import { quoteLiteral } from '../../columns/quote.ts';
import type { ExtensionSettings } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

type Run = (sql: string) => Promise<unknown>;

/** Runs a program to its end and gives what it printed. */
type RunProgram = (file: string, args: readonly string[]) => Promise<string>;

/**
 * Loads DuckDB's httpfs extension, which reads S3. One that is not installed yet is installed: from DuckDB's repository
 * or the mirror that is set, else from the Python package of the same version, which holds the same file. DuckDB checks
 * the signature whenever it loads the file, wherever that comes from.
 *
 * @throws SparkifyError `no-httpfs`
 */
export async function loadHttpfs(
  run: Run,
  { repository, install }: ExtensionSettings & { readonly install: boolean },
  runProgram: RunProgram = runWithOutput,
): Promise<'loaded' | 'installed'> {
  const missing = await failureOf(run('LOAD httpfs'));
  if (missing === undefined) return 'loaded';
  if (!install) throw noHttpfs([missing]);
  const from = repository === undefined ? '' : ` FROM ${quoteLiteral(repository)}`;
  const unreachable = await failureOf(run(`INSTALL httpfs${from}`));
  const noWheel = unreachable && (await failureOf(installWheel(run, runProgram)));
  const refused = noWheel ?? (await failureOf(run('LOAD httpfs')));
  if (refused === undefined) return 'installed';
  throw noHttpfs([missing, unreachable, refused]);
}

const wheel = 'duckdb-extension-httpfs';

/** With pip, since that knows about mirrors and proxies of closed networks. */
async function installWheel(run: Run, runProgram: RunProgram): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkify-httpfs-'));
  try {
    const wanted = `${wheel}==${plainVersion()}`;
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
    await runProgram('python3', [...pip, '--only-binary', ':all:', '--dest', folder, wanted]);
    const [file] = await readdir(folder);
    await runProgram('python3', ['-m', 'zipfile', '-e', join(folder, file!), folder]);
    const inside = join(folder, 'duckdb_extension_httpfs', 'extensions', `v${plainVersion()}`);
    await run(`INSTALL ${quoteLiteral(join(inside, 'httpfs.duckdb_extension'))}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function plainVersion(): string {
  return version().replace(/^v/, '');
}

async function runWithOutput(file: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(file, [...args], { timeout: 300_000 })).stdout;
}

async function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // pip tells the reason last; DuckDB, first.
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return stderr === '' ? message.split('\n')[0]! : stderr.split('\n').at(-1)!;
  }
}

function noHttpfs(reasons: readonly (string | undefined)[]): SparkifyError {
  const last = reasons.findLast(reason => reason !== undefined)!;
  return new SparkifyError(
    'no-httpfs',
    `DuckDB's extension httpfs, which reads S3, is not installed and cannot be: ${last}`,
    {
      hint: `Run \`sparkify doctor --fix\` where the network allows it. In a closed network set \`extensions: { repository }\` of the target to a mirror of DuckDB's, or point pip to one and run: python3 -m pip download --no-deps ${wheel}==${plainVersion()}`,
      cause: new Error(reasons.filter(reason => reason !== undefined).join('\n')),
    },
  );
}
