import type { ColumnType, TypedName } from './column-type.ts';
import { parseColumnType } from './parse-column-type.ts';
import { renderColumnType } from './render-column-type.ts';

/** A type as Hive, Glue and Athena write it, or what of it they cannot read as it was written. */
export type HiveType =
  | { readonly ok: true; readonly type: string }
  | {
      readonly ok: false;
      /** The innermost part that has no form there, e.g. `UUID` of `UUID[]`. */
      readonly part: string;
      /** What to cast to. */
      readonly instead: string;
    };

/**
 * The type that reads from Parquet exactly what DuckDB wrote. A TIMESTAMP WITH TIME ZONE is read as its time in UTC.
 *
 * @param text a DuckDB type (throws ColumnTypeError when it is none)
 * @example hiveType('STRUCT(a DECIMAL(9,2))[]') // { ok: true, type: 'array<struct<a:decimal(9,2)>>' }
 */
export function hiveType(text: string): HiveType {
  return typeOf(parseColumnType(text));
}

/**
 * The type of a partition column, whose values stand as text in Glue.
 *
 * @example hivePartitionType('DOUBLE') // { ok: false, part: 'DOUBLE', instead: 'DECIMAL or VARCHAR' }
 */
export function hivePartitionType(text: string): HiveType {
  const tree = parseColumnType(text);
  if (tree.kind !== 'scalar') return typeOf(tree);
  const refused = partitionRefusals[tree.name];
  if (refused !== undefined) return { ok: false, part: tree.name, instead: refused };
  const own = partitionScalars[tree.name];
  return own === undefined ? typeOf(tree) : { ok: true, type: own };
}

function typeOf(type: ColumnType): HiveType {
  switch (type.kind) {
    case 'scalar': {
      const name = scalars[type.name];
      if (name !== undefined) return { ok: true, type: name };
      return { ok: false, part: type.name, instead: refusals[type.name] ?? 'VARCHAR' };
    }
    case 'decimal':
      return { ok: true, type: `decimal(${type.precision},${type.scale})` };
    case 'list':
    case 'array':
      return combined([typeOf(type.element)], ([element]) => `array<${element}>`);
    case 'map':
      return combined([typeOf(type.key), typeOf(type.value)], ([key, value]) => `map<${key},${value}>`);
    case 'struct':
      return structOf(type, type.fields);
    case 'union':
      return { ok: false, part: renderColumnType(type), instead: 'STRUCT' };
    case 'enum':
      return { ok: true, type: 'string' };
  }
}

/** Hive knows fields by words in lower case; it has no quotes for others. */
function structOf(type: ColumnType, fields: readonly TypedName[]): HiveType {
  const odd = fields.find(({ name }) => !/^\w+$/.test(name));
  if (odd !== undefined) {
    const called = odd.name === '' ? 'a STRUCT whose fields have names' : `a STRUCT without "${odd.name}"`;
    return {
      ok: false,
      part: renderColumnType(type),
      instead: `${called}, of letters, digits and underscores`,
    };
  }
  return combined(
    fields.map(field => typeOf(field.type)),
    types => `struct<${fields.map(({ name }, index) => `${name.toLowerCase()}:${types[index]}`).join(',')}>`,
  );
}

function combined(parts: readonly HiveType[], render: (types: readonly string[]) => string): HiveType {
  const types: string[] = [];
  for (const part of parts) {
    if (!part.ok) return part;
    types.push(part.type);
  }
  return { ok: true, type: render(types) };
}

/** By DuckDB's names. Unsigned ones are those whose values fit the signed type that Parquet keeps them in. */
const scalars: Readonly<Record<string, string>> = {
  BIGINT: 'bigint',
  BLOB: 'binary',
  BOOLEAN: 'boolean',
  DATE: 'date',
  DOUBLE: 'double',
  FLOAT: 'float',
  INTEGER: 'int',
  JSON: 'string',
  SMALLINT: 'smallint',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  TINYINT: 'tinyint',
  USMALLINT: 'int',
  UTINYINT: 'smallint',
  VARCHAR: 'string',
};

/** What to use in place of a type that Hive would misread; VARCHAR where nothing is said. */
const refusals: Readonly<Record<string, string>> = {
  BIGNUM: 'DECIMAL(38,0) or VARCHAR',
  HUGEINT: 'DECIMAL(38,0)',
  INTERVAL: 'BIGINT (microseconds)',
  TIME: 'VARCHAR, or BIGINT (microseconds)',
  TIMESTAMP_MS: 'TIMESTAMP',
  TIMESTAMP_NS: 'TIMESTAMP, or BIGINT (nanoseconds)',
  TIMESTAMP_S: 'TIMESTAMP',
  UBIGINT: 'DECIMAL(20,0)',
  UHUGEINT: 'DECIMAL(38,0)',
  UINTEGER: 'BIGINT',
};

/** Types whose text is exact though Parquet would be misread. */
const partitionScalars: Readonly<Record<string, string>> = { UINTEGER: 'bigint', UUID: 'string' };

/** Types whose text in a path may be read as another value, or not at all. */
const partitionRefusals: Readonly<Record<string, string>> = {
  BLOB: 'VARCHAR',
  DOUBLE: 'DECIMAL or VARCHAR',
  FLOAT: 'DECIMAL or VARCHAR',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP or DATE',
};
