import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './cli-project.ts';

const run = promisify(execFile);
const version = '0.15.0';
const folder = join(repository, '.cache', `dbt-artifacts-parser-${version}`);
const python = join(folder, 'bin', 'python');
const script = join(repository, 'tests/services/read-artifacts.py');

/** What the parser understood of a target folder. */
export interface ParsedArtifacts {
  /** Names of the parser's own classes, which tell the versions of the schemas. */
  readonly kinds: readonly string[];
  readonly nodes: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
  readonly statuses: Readonly<Record<string, string>>;
  /** Statuses of sources; empty without a sources.json. */
  readonly freshness: Readonly<Record<string, string>>;
  /** Unique ids, or names, of what else a manifest holds. */
  readonly extra: Readonly<Record<string, readonly string[]>> & {
    readonly group_map: Readonly<Record<string, readonly string[]>>;
  };
  readonly columns: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Installs dbt-artifacts-parser once, into a Python of its own below `.cache/`.
 *
 * @returns why that cannot be done; undefined when it is there
 */
export async function installArtifactsParser(): Promise<string | undefined> {
  if (existsSync(python)) return undefined;
  mkdirSync(join(repository, '.cache'), { recursive: true });
  const partial = `${folder}.${process.pid}`;
  try {
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, `dbt-artifacts-parser==${version}`]);
    renameSync(partial, folder);
    return undefined;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    return `dbt-artifacts-parser ${version} cannot be installed: ${(error as Error).message}`;
  }
}

/** Parses what lies in a target folder; rejects with the parser's own words when it is not valid. */
export async function parseArtifacts(target: string): Promise<ParsedArtifacts> {
  const { stdout } = await run(python, [script, target]);
  return JSON.parse(stdout) as ParsedArtifacts;
}
