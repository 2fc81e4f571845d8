import { parse } from 'node:path';
import type { Config } from './config.ts';

/** What DuckDB calls the database of the chosen target: `memory`, or the file's name without its extension. */
export function databaseName({ target }: Pick<Config, 'target'>): string {
  if (target.type !== 'duckdb' || target.database === ':memory:') return 'memory';
  return parse(target.database).name;
}
