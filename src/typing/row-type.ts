import type { ColumnType, TypedName } from '../columns/column-type.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';

/** What a value that is read back is, as TypeScript and as a zod schema. Both are source text. */
export interface RowType {
  readonly typeScript: string;
  readonly zod: string;
}

/**
 * What a reader gets for a column of a DuckDB type: see `readValue` in engines/duckdb/row-values.ts, which a test holds
 * to this table.
 *
 * @param type as DESCRIBE prints it; @param nullable whether a NULL may stand there.
 * @example columnRowType('DECIMAL(9,2)', true) // { typeScript: 'string | null', zod: 'z.string().nullable()' }
 */
export function columnRowType(type: string, nullable: boolean): RowType {
  const found = rowType(parseColumnType(type));
  return nullable ? orNull(found) : found;
}

function rowType(type: ColumnType): RowType {
  switch (type.kind) {
    case 'scalar':
      return scalars[type.name] ?? unknown;
    case 'decimal':
      return text;
    case 'list':
    case 'array':
      return listOf(orNull(rowType(type.element)));
    case 'struct':
      return structOf(type.fields);
    case 'map':
      return entriesOf(rowType(type.key), orNull(rowType(type.value)));
    case 'union':
      return unionOf(type.members);
    case 'enum':
      return oneOf(type.values);
  }
}

const text: RowType = { typeScript: 'string', zod: 'z.string()' };
const integer: RowType = { typeScript: 'number', zod: 'z.int()' };
const bigInteger: RowType = { typeScript: 'bigint', zod: 'z.bigint()' };
/** Of the generated file: zod's own `number()` refuses NaN and the infinities, which a DOUBLE may well be. */
const float: RowType = { typeScript: 'number', zod: 'float' };
const date: RowType = { typeScript: 'Date', zod: 'z.date()' };
const bytes: RowType = { typeScript: 'Uint8Array', zod: 'z.instanceof(Uint8Array)' };
const unknown: RowType = { typeScript: 'unknown', zod: 'z.unknown()' };

const scalars: Readonly<Record<string, RowType>> = {
  BIGINT: bigInteger,
  BIGNUM: bigInteger,
  BIT: text,
  BLOB: bytes,
  BOOLEAN: { typeScript: 'boolean', zod: 'z.boolean()' },
  DATE: date,
  DOUBLE: float,
  FLOAT: float,
  GEOMETRY: bytes,
  HUGEINT: bigInteger,
  INTEGER: integer,
  INTERVAL: {
    typeScript: '{ months: number; days: number; micros: bigint }',
    zod: 'z.object({ months: z.int(), days: z.int(), micros: z.bigint() })',
  },
  JSON: text,
  SMALLINT: integer,
  TIME: text,
  'TIME WITH TIME ZONE': text,
  TIME_NS: text,
  TIMESTAMP: date,
  'TIMESTAMP WITH TIME ZONE': date,
  TIMESTAMP_MS: date,
  TIMESTAMP_NS: date,
  TIMESTAMP_S: date,
  TINYINT: integer,
  UBIGINT: bigInteger,
  UHUGEINT: bigInteger,
  UINTEGER: integer,
  USMALLINT: integer,
  UTINYINT: integer,
  UUID: text,
  VARCHAR: text,
};

function orNull({ typeScript, zod }: RowType): RowType {
  if (typeScript === 'unknown') return unknown;
  return { typeScript: `${typeScript} | null`, zod: `${zod}.nullable()` };
}

function listOf({ typeScript, zod }: RowType): RowType {
  const element = typeScript === 'unknown' ? typeScript : `(${typeScript})`;
  return { typeScript: `${element}[]`, zod: `z.array(${zod})` };
}

/** A `row(1, 2)` has no names to read its values by. */
function structOf(fields: readonly TypedName[]): RowType {
  if (fields.some(({ name }) => name === '')) return unknown;
  const parts = fields.map(({ name, type }) => ({ name: propertyName(name), ...orNull(rowType(type)) }));
  return {
    typeScript: `{ ${parts.map(({ name, typeScript }) => `${name}: ${typeScript}`).join('; ')} }`,
    zod: `z.object({ ${parts.map(({ name, zod }) => `${name}: ${zod}`).join(', ')} })`,
  };
}

function entriesOf(key: RowType, value: RowType): RowType {
  return {
    typeScript: `{ key: ${key.typeScript}; value: ${value.typeScript} }[]`,
    zod: `z.array(z.object({ key: ${key.zod}, value: ${value.zod} }))`,
  };
}

function unionOf(members: readonly TypedName[]): RowType {
  const parts = members.map(({ name, type }) => ({ tag: textLiteral(name), ...orNull(rowType(type)) }));
  return {
    typeScript: `(${parts.map(({ tag, typeScript }) => `{ tag: ${tag}; value: ${typeScript} }`).join(' | ')})`,
    zod: `z.union([${parts.map(({ tag, zod }) => `z.object({ tag: z.literal(${tag}), value: ${zod} })`).join(', ')}])`,
  };
}

function oneOf(values: readonly string[]): RowType {
  const literals = values.map(textLiteral);
  return { typeScript: literals.join(' | '), zod: `z.enum([${literals.join(', ')}])` };
}

/** A name as the key of an object or interface: in quotes unless it is a plain identifier. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name);
}

/** The name that was written as a key. */
export function readPropertyName(key: string): string {
  if (!key.startsWith("'")) return key;
  const text = key
    .slice(1, -1)
    .replaceAll(/\\.|"/g, part => (part === "\\'" ? "'" : part === '"' ? '\\"' : part));
  return JSON.parse(`"${text}"`) as string;
}

/** A text as TypeScript; the two line separators are no part of a literal in every tool. */
function textLiteral(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
