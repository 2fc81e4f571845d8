import { quoteLiteral } from '../../columns/quote.ts';

/**
 * Every record of JSON files, whatever form they are in, as a relation of `json`, its text, and `filename`. One file at
 * least.
 */
export function jsonObjectsSql(files: readonly string[]): string {
  const list = files.map(file => quoteLiteral(literalGlob(file))).join(', ');
  const options = `format = 'auto', filename = true, hive_partitioning = false`;
  return `read_json_objects([${list}], ${options})`;
}

/** DuckDB takes every path for a glob; in a class of one, its marks stand for themselves. */
function literalGlob(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}
