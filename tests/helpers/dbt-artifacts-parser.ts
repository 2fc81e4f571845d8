import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './cli-project.ts';
import { installPythonPackage } from './python-packages.ts';

const { python, missing } = await installPythonPackage('dbt-artifacts-parser', '0.15.0');
const script = join(repository, 'tests/services/read-artifacts.py');

/** Why there is no parser; undefined when there is one. */
export const missingParser = missing;

/** What the parser understood of a target folder. */
export interface ParsedArtifacts {
  /** Names of the parser's own classes, which tell the versions of the schemas. */
  readonly kinds: readonly string[];
  readonly nodes: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
  readonly statuses: Readonly<Record<string, string>>;
  /** Statuses of sources; empty without a sources.json. */
  readonly freshness: Readonly<Record<string, string>>;
  /** Columns of models whose lineage the manifest holds. */
  readonly lineage: Readonly<Record<string, readonly string[]>>;
  /** Unique ids, or names, of what else a manifest holds. */
  readonly extra: Readonly<Record<string, readonly string[]>> & {
    readonly group_map: Readonly<Record<string, readonly string[]>>;
  };
  readonly columns: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Parses what lies in a target folder; rejects with the parser's own words when it is not valid. */
export async function parseArtifacts(target: string): Promise<ParsedArtifacts> {
  const { stdout } = await promisify(execFile)(python, [script, target]);
  return JSON.parse(stdout) as ParsedArtifacts;
}
