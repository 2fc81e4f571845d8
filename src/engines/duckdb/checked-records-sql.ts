import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { MAX_RECORD_BYTES } from '../../source/source-file.ts';
import { columnFitsSql, jsonValueSql } from './json-fits-sql.ts';
import { jsonObjectsSql } from './json-objects-sql.ts';
import { sourceErrorSql } from './source-read-error.ts';
import { undeclaredEntriesSql } from './undeclared-keys-sql.ts';

export interface RecordCheckOptions {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly columns: readonly Column[];
  /** Whether the query fails at the first key that is not declared. */
  readonly undeclaredKeys: 'pass' | 'raise';
}

interface Field {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether the JSON reader itself may give the text. */
  readonly plain: boolean;
  /** The JSON of the field. */
  readonly json: string;
}

/** What makes a record bad, and how to name it. */
interface Fault {
  readonly when: string;
  readonly error: string;
}

/**
 * A SELECT of `filename`, the values `v0`, `v1`, … of the columns, and `ok`: whether the record fits. With 'raise' a
 * record that does not fit is an error instead.
 *
 * Every file is parsed for its records, and every record for its values and its keys: the raw text is at hand for
 * all checks, and a swarm of small files is opened once.
 */
export function checkedRecordsSql(options: RecordCheckOptions, onFault: 'raise' | 'tell'): string {
  const fields = options.columns.map(toField);
  const shape = JSON.stringify(
    Object.fromEntries(fields.map(({ name, plain }) => [name, plain ? 'VARCHAR' : 'JSON'])),
  );
  const parsed = `SELECT filename, json, json_keys(json) AS keys, json_transform(json, ${quoteLiteral(shape)}) AS r FROM ${jsonObjectsSql(options.files)}`;
  const values = fields.map(
    ({ type, plain, json }, index) => `${plain ? json : jsonValueSql(type, json)} AS v${index}`,
  );
  const read = `SELECT *, ${values.join(', ')} FROM (${parsed})`;
  const cases = faults(fields, options.undeclaredKeys).map(({ when, error }) => {
    return `WHEN ${when} THEN ${onFault === 'raise' ? error : 'false'}`;
  });
  return `SELECT *, CASE ${cases.join(' ')} ELSE true END AS ok FROM (SELECT *, ${usualKeys(fields)} AS usual FROM (${read}))`;
}

function toField({ name, type: text }: Column): Field {
  const type = parseColumnType(text);
  const plain = type.kind === 'scalar' && type.name === 'VARCHAR';
  return { name, type, plain, json: `r.${quoteIdentifier(name)}` };
}

function faults(fields: readonly Field[], undeclaredKeys: 'pass' | 'raise'): readonly Fault[] {
  const found = [noObject(), tooLong(), repeatedKey(fields), ...fields.flatMap(misfit)];
  return undeclaredKeys === 'raise' ? [...found, undeclaredKey(fields)] : found;
}

function noObject(): Fault {
  return {
    when: `len(keys) = 0 AND json_type(json) <> 'OBJECT'`,
    error: sourceErrorSql('bad-record', `'it is not a JSON object'`),
  };
}

function tooLong(): Fault {
  return {
    when: `strlen(json) > ${MAX_RECORD_BYTES}`,
    error: sourceErrorSql('bad-record', `'it is longer than ${MAX_RECORD_BYTES} bytes'`),
  };
}

function repeatedKey(fields: readonly Field[]): Fault {
  const declared = `list_filter(keys, lambda key: list_contains(${nameList(fields)}, key))`;
  const repeated = `list_unique(keys) <> len(keys) AND len(list_distinct(${declared})) <> len(${declared})`;
  return {
    when: `NOT usual AND ${repeated}`,
    error: sourceErrorSql('bad-record', `'it has a key twice'`),
  };
}

function misfit({ name, type, plain, json }: Field, index: number): readonly Fault[] {
  if (plain || (type.kind === 'scalar' && type.name === 'JSON')) return [];
  const message = `${quoteLiteral(`"${name}" is `)} || left(${json}::VARCHAR, 80)`;
  return [
    {
      when: `NOT ${columnFitsSql(type, json, `v${index}`)}`,
      error: sourceErrorSql('bad-record', message),
    },
  ];
}

/** Asked after `repeatedKey`: when the keys are not those declared, and none of these stands twice, others are there. */
function undeclaredKey(fields: readonly Field[]): Fault {
  const nested = fields.some(field => field.type.kind !== 'scalar');
  return {
    when: nested ? `len(${undeclaredEntriesSql(fields)}) > 0` : 'NOT usual',
    error: sourceErrorSql('undeclared-key', `'it has a key that is not declared'`),
  };
}

/**
 * Whether the keys of a record are some of those declared, each once at most. They are when they stand in the declared
 * order, or when there are as many as values; comparing the lists costs more and is left to the other records.
 */
function usualKeys(fields: readonly Field[]): string {
  const names = nameList(fields);
  const present = fields.map((_, index) => `(v${index} IS NOT NULL)::INTEGER`).join(' + ');
  const cheap = [`keys = ${names}`, `len(keys) = ${present}`].map(when => `WHEN ${when} THEN true`);
  return `CASE ${cheap.join(' ')} ELSE list_has_all(${names}, keys) AND list_unique(keys) = len(keys) END`;
}

function nameList(fields: readonly Field[]): string {
  return `[${fields.map(field => quoteLiteral(field.name)).join(', ')}]`;
}
