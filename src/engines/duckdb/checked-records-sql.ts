import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { MAX_RECORD_BYTES } from '../../source/source-file.ts';
import { columnFitsSql, jsonValueSql } from './json-fits-sql.ts';
import { jsonObjectsSql } from './json-objects-sql.ts';

interface Field {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether the JSON reader itself may give the text. */
  readonly plain: boolean;
  /** The JSON of the field. */
  readonly json: string;
}

/** A SELECT of the files that hold records which do not fit, each once. It fails at malformed JSON only. */
export function misfitFilesSql(files: readonly string[], columns: readonly Column[]): string {
  return `SELECT DISTINCT filename FROM (${checkedRecordsSql(files, columns)}) WHERE NOT ok`;
}

/**
 * A SELECT of `filename`, the values `v0`, `v1`, … of the columns, and `ok`: whether the record fits. It never fails at
 * a record; the raw text of each is at hand for all checks, so that this is the judge of what the fast reading refused.
 */
export function checkedRecordsSql(files: readonly string[], columns: readonly Column[]): string {
  const fields = columns.map(toField);
  const shape = JSON.stringify(
    Object.fromEntries(fields.map(({ name, plain }) => [name, plain ? 'VARCHAR' : 'JSON'])),
  );
  const parsed = `SELECT filename, json, json_keys(json) AS keys, json_transform(json, ${quoteLiteral(shape)}) AS r FROM ${jsonObjectsSql(files)}`;
  const values = fields.map(
    ({ type, plain, json }, index) => `${plain ? json : jsonValueSql(type, json)} AS v${index}`,
  );
  const faults = [noObject, tooLong, repeatedKey(fields), ...fields.flatMap(misfit)];
  return `SELECT *, NOT (${faults.join(' OR ')}) AS ok FROM (SELECT *, ${values.join(', ')} FROM (${parsed}))`;
}

function toField({ name, type: text }: Column): Field {
  const type = parseColumnType(text);
  const plain = type.kind === 'scalar' && type.name === 'VARCHAR';
  return { name, type, plain, json: `r.${quoteIdentifier(name)}` };
}

const noObject = `(len(keys) = 0 AND json_type(json) <> 'OBJECT')`;

const tooLong = `strlen(json) > ${MAX_RECORD_BYTES}`;

function repeatedKey(fields: readonly Field[]): string {
  const declared = `list_filter(keys, lambda key: list_contains(${nameList(fields)}, key))`;
  return `(list_unique(keys) <> len(keys) AND len(list_distinct(${declared})) <> len(${declared}))`;
}

function misfit({ type, plain, json }: Field, index: number): readonly string[] {
  if (plain || (type.kind === 'scalar' && type.name === 'JSON')) return [];
  return [`NOT ${columnFitsSql(type, json, `v${index}`)}`];
}

function nameList(fields: readonly Field[]): string {
  return `[${fields.map(field => quoteLiteral(field.name)).join(', ')}]`;
}
