import { quoteLiteral } from '../../columns/quote.ts';

/**
 * Every record of JSON files, whatever form they are in, as a relation of `json`, its text, and `filename`. One file at
 * least.
 */
export function jsonObjectsSql(files: readonly string[]): string {
  return jsonFilesSql('read_json_objects', files, 'filename');
}

/** A call of one of DuckDB's JSON readers; `fileColumn` is what it calls the virtual column of the file's name. */
export function jsonFilesSql(
  reader: 'read_json' | 'read_json_objects',
  files: readonly string[],
  fileColumn: string,
  ...more: readonly string[]
): string {
  const list = files.map(file => quoteLiteral(literalGlob(file))).join(', ');
  const options = [
    `format = 'auto'`,
    `filename = ${quoteLiteral(fileColumn)}`,
    'hive_partitioning = false',
    ...more,
  ];
  return `${reader}([${list}], ${options.join(', ')})`;
}

/** DuckDB takes every path for a glob; in a class of one, its marks stand for themselves. */
function literalGlob(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}
