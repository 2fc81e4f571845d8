import type { Column } from '../../columns/column.ts';
import type { ColumnType, TypedName } from '../../columns/column-type.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { quoteLiteral } from '../../columns/quote.ts';
import type { UndeclaredKey } from '../../source/undeclared-keys.ts';
import { jsonObjectsSql } from './json-objects-sql.ts';
import { jsonPointer } from './json-pointer.ts';

const EXAMPLE_LENGTH = 80;

/**
 * A SELECT of every key, at every depth, that the declared types do not name: key, number of occurrences, a file and
 * an example. The example is the same in every run. It reads all records, but only their keys; it fails at malformed
 * JSON. `parseUndeclaredKeys` reads its rows.
 */
export function undeclaredKeysSql(files: readonly string[], columns: readonly Column[]): string {
  const fields = columns.map(({ name, type }) => ({ name, type: parseColumnType(type) }));
  const entries = `SELECT filename, unnest(${undeclaredEntriesSql(fields)}) AS entry FROM (SELECT filename, json, json_keys(json) AS keys FROM ${jsonObjectsSql(files)})`;
  const first = `min({'file': filename, 'example': entry.example})`;
  return `SELECT key, records, first.file, first.example FROM (SELECT entry.key AS key, count(*) AS records, ${first} AS first FROM (${entries}) GROUP BY entry.key) ORDER BY key`;
}

/**
 * A SELECT of one row if any record holds a key that the declared types do not name, of none otherwise. Most records
 * hold the declared keys in the declared order, which is the cheapest thing to find out.
 */
export function anyUndeclaredKeySql(files: readonly string[], columns: readonly Column[]): string {
  const fields = columns.map(({ name, type }) => ({ name, type: parseColumnType(type) }));
  const names = nameList(fields);
  const nested = fields.some(({ type }) => type.kind !== 'scalar' && type.kind !== 'decimal');
  const undeclared = nested
    ? `len(${undeclaredEntriesSql(fields)}) > 0`
    : `CASE WHEN keys = ${names} THEN false ELSE NOT list_has_all(${names}, keys) END`;
  return `SELECT 1 FROM (SELECT json, json_keys(json) AS keys FROM ${jsonObjectsSql(files)}) WHERE ${undeclared} LIMIT 1`;
}

export function parseUndeclaredKeys(rows: readonly (readonly unknown[])[]): readonly UndeclaredKey[] {
  return rows.map(([key, records, file, example]) => ({
    key: String(key),
    records: Number(records),
    file: String(file),
    example: String(example),
  }));
}

/** A list of `{key, example}`, one for each key of the record `json` that `fields` do not name. */
export function undeclaredEntriesSql(fields: readonly TypedName[]): string {
  return structEntries(fields, 'json', `''`, 0);
}

function structEntries(fields: readonly TypedName[], json: string, prefix: string, depth: number): string {
  const names = nameList(fields);
  const key = `key${depth}`;
  const unknown = `list_filter(json_keys(${json}), lambda ${key}: NOT list_contains(${names}, ${key}))`;
  const pointer = `'/' || replace(replace(${key}, '~', '~0'), '/', '~1')`;
  const example = `left(json_extract(${json}, ${pointer})::VARCHAR, ${EXAMPLE_LENGTH})`;
  const own = `list_transform(${unknown}, lambda ${key}: {'key': ${prefix} || ${key}, 'example': ${example}})`;
  const nested = fields.flatMap(({ name, type }) => {
    const path = `${prefix} || ${quoteLiteral(name)}`;
    return typeEntries(type, `json_extract(${json}, ${jsonPointer(name)})`, path, depth + 1) ?? [];
  });
  return nested.reduce((all, part) => `list_concat(${all}, ${part})`, own);
}

function nameList(fields: readonly TypedName[]): string {
  return `[${fields.map(field => quoteLiteral(field.name)).join(', ')}]`;
}

/** Undefined for a type that names no keys. */
function typeEntries(type: ColumnType, json: string, path: string, depth: number): string | undefined {
  switch (type.kind) {
    case 'struct':
      return structEntries(type.fields, json, `${path} || '.'`, depth);
    case 'list':
    case 'array':
      return eachEntries(
        type.element,
        `CASE WHEN json_type(${json}) = 'ARRAY' THEN TRY_CAST(${json} AS JSON[]) END`,
        `${path} || '[]'`,
        depth,
      );
    case 'map':
      return eachEntries(
        type.value,
        `CASE WHEN json_type(${json}) = 'OBJECT' THEN json_extract(${json}, '$.*') END`,
        `${path} || '{}'`,
        depth,
      );
    default:
      return undefined;
  }
}

function eachEntries(element: ColumnType, items: string, path: string, depth: number): string | undefined {
  const item = `item${depth}`;
  const entries = typeEntries(element, item, path, depth + 1);
  return entries && `flatten(list_transform(${items}, lambda ${item}: ${entries}))`;
}
