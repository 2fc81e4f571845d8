import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import type { FileNames } from '../session.ts';
import { columnFitsSql, jsonValueSql } from './json-fits-sql.ts';
import { jsonFilesSql } from './json-objects-sql.ts';
import { sourceErrorSql } from './source-read-error.ts';

export interface StrictReadOptions {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly columns: readonly Column[];
  /**
   * Whether the query fails at a record in which every declared key is missing or null. The JSON reader gives the same
   * row for the record `null`, which is no object; whoever reads the record itself can tell.
   */
  readonly emptyRecords: 'pass' | 'raise';
  /**
   * A file of `KeysFiles`: the query fails at a key that is not declared, provided that it raises empty records, too,
   * since the reader looks for such keys only where all columns are read.
   */
  readonly keysFile: string | undefined;
  /** Counts the rows of each file on their way: see `RowCounter`. */
  readonly countSql?: ((file: string) => string) | undefined;
  /** A column behind the others that tells the file of each row. Not beside a column `file_index`. */
  readonly fileNames?: FileNames | undefined;
}

interface Field {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether the JSON reader itself may give the value: any JSON fits. */
  readonly plain: boolean;
}

/**
 * A SELECT of the declared columns of JSON files that fails rather than lose anything: at malformed JSON, at a record
 * that is no object, at a value that does not fit its type, at a key that stands twice. A key that is missing is NULL.
 * Bound as a view it keeps its word whatever is asked of it: no column left out, filter or count(*) escapes a check.
 *
 * DuckDB's reader takes each record apart once, into text and JSON; the checks are on those. Parsing every record again
 * from its text, which would also tell its keys, takes three times as long.
 *
 * @example
 * strictReadSql({
 *   files: ['/data/a.json'],
 *   columns: [{ name: 'ts', type: 'BIGINT' }],
 *   emptyRecords: 'raise',
 *   keysFile: undefined,
 * })
 */
export function strictReadSql(options: StrictReadOptions): string {
  const { files, columns, emptyRecords, keysFile, countSql, fileNames } = options;
  if (files.length === 0) return noRowsSql(columns, fileNames);
  const fields = columns.map(toField);
  const faults = [
    ...(emptyRecords === 'raise' ? [emptyFault(fields, keysFile)] : []),
    ...fields.flatMap(misfitFault),
  ];
  const ok = faults.length === 0 ? 'true' : `CASE ${faults.join(' ')} ELSE true END`;
  // DuckDB does not move a filter below a projection that may raise an error, if the filter reads its result. So every
  // column reads `ok`, and count(*), which reads no column, has the WHERE.
  const checked = `SELECT *, ${ok} AS ok FROM (${valuesSql(files, fields, options)})`;
  // The keys file comes before them.
  const place = `(file_index - ${keysFile === undefined ? 0 : 1})::INTEGER`;
  const output = (read: string) =>
    [...fields.map(valueSql), ...nameSql(fileNames, place)]
      .map(({ name, value }) => `CASE WHEN ${read} THEN ${value} END AS ${quoteIdentifier(name)}`)
      .join(', ');
  if (countSql === undefined) return `SELECT ${output('ok')} FROM (${checked}) WHERE ok`;
  // Behind the filter, which gathers the rows of small files. A filter of a reader stays behind what is counted, since
  // that is volatile and every column reads it.
  const counted = `SELECT *, ${countSql(place)} AS counted FROM (${checked}) WHERE ok`;
  return `SELECT ${output('counted')} FROM (${counted}) WHERE counted`;
}

function valueSql({ name }: Field, index: number) {
  return { name, value: `v${index}` };
}

function nameSql(fileNames: FileNames | undefined, place: string) {
  if (fileNames === undefined) return [];
  const names = fileNames.names.map(quoteLiteral).join(', ');
  return [{ name: fileNames.column, value: `[${names}][${place} + 1]` }];
}

function noRowsSql(columns: readonly Column[], fileNames: FileNames | undefined): string {
  const all = fileNames === undefined ? columns : [...columns, { name: fileNames.column, type: 'VARCHAR' }];
  const values = all.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`);
  return `SELECT ${values.join(', ')} WHERE false`;
}

function toField({ name, type: text }: Column): Field {
  const type = parseColumnType(text);
  return { name, type, plain: type.kind === 'scalar' && (type.name === 'VARCHAR' || type.name === 'JSON') };
}

/**
 * `filename`, and for each column `j0`, `j1`, …, what the record holds, and `v0`, `v1`, …, that as a value of its type;
 * `file_index` where the file has to be told.
 */
function valuesSql(
  files: readonly string[],
  fields: readonly Field[],
  { keysFile, countSql, fileNames }: StrictReadOptions,
): string {
  const read = fields.map(({ name }, index) => `${quoteIdentifier(name)} AS j${index}`);
  const values = fields.map(({ type, plain }, index) => {
    return `${plain ? `j${index}` : jsonValueSql(type, `j${index}`)} AS v${index}`;
  });
  const records = keysFile === undefined ? declaredSql(files, fields) : sampledSql(files, keysFile);
  const index = countSql === undefined && fileNames === undefined ? '' : ', file_index';
  return `SELECT *, ${values.join(', ')} FROM (SELECT ${read.join(', ')}, ${FILE} AS filename${index} FROM ${records})`;
}

function declaredSql(files: readonly string[], fields: readonly Field[]): string {
  const types = fields.map(({ name, type, plain }) => {
    const readAs = plain && type.kind === 'scalar' ? type.name : 'JSON';
    return `${quoteLiteral(name)}: ${quoteLiteral(readAs)}`;
  });
  return jsonFilesSql('read_json', files, FILE, 'records = true', `columns = {${types.join(', ')}}`);
}

function sampledSql(files: readonly string[], keysFile: string): string {
  const records = jsonFilesSql(
    'read_json',
    [keysFile, ...files],
    FILE,
    'records = true',
    ...onlyTheFirstFile,
  );
  return `${records} WHERE ${FILE} <> ${quoteLiteral(keysFile)}`;
}

/** The sample for the columns is one file; a depth of 2 leaves what is in them alone; no object is taken for a MAP. */
const onlyTheFirstFile = [
  'auto_detect = true',
  'maximum_sample_files = 1',
  'maximum_depth = 2',
  'map_inference_threshold = -1',
];

/** A name that no key has, for the virtual column of the file's name. */
const FILE = '__sparkify_file';

function emptyFault(fields: readonly Field[], keysFile: string | undefined): string {
  const empty = fields.map((_, index) => `j${index} IS NULL`).join(' AND ');
  // The record of the keys file is left out before, but whether DuckDB looks at it first is its own affair.
  const meant = keysFile === undefined ? '' : ` AND filename <> ${quoteLiteral(keysFile)}`;
  return `WHEN ${empty}${meant} THEN ${sourceErrorSql('empty-record', `'it has none of the declared keys'`)}`;
}

function misfitFault({ name, type, plain }: Field, index: number): readonly string[] {
  if (plain) return [];
  const reason = `${quoteLiteral(`"${name}" is `)} || left(j${index}::VARCHAR, 80)`;
  const fits = columnFitsSql(type, `j${index}`, `v${index}`);
  return [`WHEN NOT ${fits} THEN ${sourceErrorSql('bad-record', reason)}`];
}
