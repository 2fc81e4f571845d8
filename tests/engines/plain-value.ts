import {
  type DuckDBBlobValue,
  type DuckDBListValue,
  type DuckDBMapValue,
  type DuckDBStructValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api';
import type { ColumnType } from '../../src/columns/column-type.ts';

/** A value of DuckDB as the tests' Spark writes it: floats as their bits, other numbers as their digits. */
export function plainValue(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'list':
      return (value as DuckDBListValue).items.map(item => plainValue(item, type.element));
    case 'struct':
      return Object.fromEntries(
        type.fields.map(field => [
          field.name,
          plainValue((value as DuckDBStructValue).entries[field.name], field.type),
        ]),
      );
    case 'map':
      return (value as DuckDBMapValue).entries.map(entry => [
        plainValue(entry.key, type.key),
        plainValue(entry.value, type.value),
      ]);
    case 'scalar':
      return plainScalar(value, type.name);
    default:
      return String(value);
  }
}

function plainScalar(value: unknown, type: string): unknown {
  switch (type) {
    case 'BOOLEAN':
    case 'VARCHAR':
      return value;
    case 'FLOAT':
    case 'DOUBLE':
      return floatBits(value as number);
    case 'BLOB':
      return `x:${Buffer.from((value as DuckDBBlobValue).bytes).toString('hex')}`;
    case 'TIMESTAMP':
    case 'TIMESTAMP WITH TIME ZONE':
      return momentText((value as DuckDBTimestampValue).micros);
    default:
      return String(value);
  }
}

function floatBits(value: number): string {
  if (Number.isNaN(value)) return 'f:nan';
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return `f:${bits.toString('hex')}`;
}

function momentText(micros: bigint): string {
  // DuckDB's own text leaves zeros out.
  const [whole, fraction = ''] = String(new DuckDBTimestampValue(micros)).split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
}

/** How many floats two results may be apart: what libraries of mathematics round otherwise. */
const nearness = 4n;

/** Whether two results are the same, but for the last digits of floats. The two zeros are one value. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') {
    const [x, y] = [a, b].map(bitsOf);
    if (x === undefined || y === undefined) return false;
    const distance = x - y;
    return distance <= nearness && distance >= -nearness;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  const others = new Set(Object.keys(b));
  return (
    keys.length === others.size &&
    keys.every(
      key =>
        others.has(key) && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}

function bitsOf(text: string): bigint | undefined {
  const bits = /^f:([0-9a-f]{16})$/.exec(text)?.[1];
  if (bits === undefined) return undefined;
  return bits === '8000000000000000' ? 0n : BigInt(`0x${bits}`);
}
