import { integerRanges } from './integer-ranges.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(integerRanges).map(name => [name, 'exact number'])),
  DECIMAL: 'exact number',
  FLOAT: 'floating number',
  DOUBLE: 'floating number',
  VARCHAR: 'text',
  ENUM: 'text',
  JSON: 'text',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'moment',
  UUID: 'uuid',
  BLOB: 'bytes',
};

/**
 * What kind of value a type holds, as far as comparing goes: within a family DuckDB loses nothing and fails on nothing.
 * Undefined for nested and rare types.
 *
 * @example typeFamily('DECIMAL(9,2)') // 'exact number'
 */
export function typeFamily(type: string): string | undefined {
  return type.endsWith(']') ? undefined : FAMILIES[type.replace(/\(.*$/s, '')];
}
