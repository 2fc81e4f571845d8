import type { ColumnType } from '../../columns/column-type.ts';
import { quoteSparkName } from './quote-spark.ts';

/** Spark types that hold every value of DuckDB's scalar types. A HUGEINT beyond 38 digits fails in Spark. */
const scalars: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'int',
  BIGINT: 'bigint',
  HUGEINT: 'decimal(38,0)',
  UTINYINT: 'smallint',
  USMALLINT: 'int',
  UINTEGER: 'bigint',
  UBIGINT: 'decimal(20,0)',
  FLOAT: 'float',
  DOUBLE: 'double',
  VARCHAR: 'string',
  JSON: 'string',
  BLOB: 'binary',
  DATE: 'date',
  TIMESTAMP: 'timestamp_ntz',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
};

/**
 * The Spark type whose columns hold what a DuckDB type's do, as Spark prints it; undefined where there is none, as for
 * TIME and UUID.
 *
 * @example sparkType({ kind: 'list', element: { kind: 'scalar', name: 'BIGINT' } }) // array<bigint>
 */
export function sparkType(type: ColumnType): string | undefined {
  switch (type.kind) {
    case 'scalar':
      return scalars[type.name];
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'list':
    case 'array': {
      const element = sparkType(type.element);
      return element && `array<${element}>`;
    }
    case 'map': {
      const [key, value] = [sparkType(type.key), sparkType(type.value)];
      return key && value && `map<${key},${value}>`;
    }
    case 'struct': {
      const fields = type.fields.map(field => [field.name, sparkType(field.type)] as const);
      if (fields.some(([name, inner]) => name === '' || inner === undefined)) return undefined;
      return `struct<${fields.map(([name, inner]) => `${fieldName(name)}:${inner}`).join(',')}>`;
    }
    case 'enum':
    case 'union':
      return undefined;
  }
}

function fieldName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoteSparkName(name);
}
