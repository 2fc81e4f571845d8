import { quoteLiteral } from '../../columns/quote.ts';

/**
 * Every record of JSON files, whatever form they are in, as a relation of `json`, its text, and `filename`. One file at
 * least. Paths that look like globs are taken as they stand when such a file exists.
 */
export function jsonObjectsSql(files: readonly string[]): string {
  const list = files.map(quoteLiteral).join(', ');
  const options = `format = 'auto', filename = true, hive_partitioning = false`;
  return `read_json_objects([${list}], ${options})`;
}
