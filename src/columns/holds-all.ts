import type { ColumnType, TypedName } from './column-type.ts';
import { integerRanges } from './integer-ranges.ts';
import { parseColumnType } from './parse-column-type.ts';
import { renderColumnType } from './render-column-type.ts';

/**
 * Whether whoever reads values of one type can go on when they come as another: it is as wide or wider, of the same kind.
 *
 * @throws ColumnTypeError when one of them is no DuckDB type.
 * @example holdsAll('BIGINT', 'INTEGER') // true
 * @example holdsAll('VARCHAR', 'INTEGER') // false: a reader that adds cannot add texts
 */
export function holdsAll(wide: string, narrow: string): boolean {
  return holds(parseColumnType(wide), parseColumnType(narrow));
}

function holds(wide: ColumnType, narrow: ColumnType): boolean {
  if (renderColumnType(wide) === renderColumnType(narrow)) return true;
  if (narrow.kind === 'enum') return holdsEnum(wide, narrow.values);
  if (isNumber(wide) && isNumber(narrow)) return holdsNumber(wide, narrow);
  if (wide.kind === 'list') {
    const isList = narrow.kind === 'list' || narrow.kind === 'array';
    return isList && holds(wide.element, narrow.element);
  }
  if (wide.kind === 'array' && narrow.kind === 'array') {
    return wide.size === narrow.size && holds(wide.element, narrow.element);
  }
  if (wide.kind === 'map' && narrow.kind === 'map') {
    return holds(wide.key, narrow.key) && holds(wide.value, narrow.value);
  }
  if (wide.kind === 'struct' && narrow.kind === 'struct') return holdsNames(wide.fields, narrow.fields);
  if (wide.kind === 'union' && narrow.kind === 'union') return holdsNames(wide.members, narrow.members);
  return (
    wide.kind === 'scalar' && narrow.kind === 'scalar' && (wider[narrow.name]?.includes(wide.name) ?? false)
  );
}

/** What holds every value of a type, as the same kind of value; numbers have a rule of their own. */
const wider: Readonly<Record<string, readonly string[]>> = {
  TIMESTAMP_S: ['TIMESTAMP_MS', 'TIMESTAMP'],
  TIMESTAMP_MS: ['TIMESTAMP'],
  TIME: ['TIME_NS'],
  JSON: ['VARCHAR'],
};

function holdsEnum(wide: ColumnType, values: readonly string[]): boolean {
  if (wide.kind === 'enum') return new Set(values).isSubsetOf(new Set(wide.values));
  return wide.kind === 'scalar' && wide.name === 'VARCHAR';
}

/** A new field is no reader's loss; the order of fields is no reader's business. */
function holdsNames(wide: readonly TypedName[], narrow: readonly TypedName[]): boolean {
  return narrow.every(({ name, type }) => {
    const found = wide.find(other => other.name === name);
    return found !== undefined && holds(found.type, type);
  });
}

/** The digits before and after the point that a number may have; of floats, the bits of a whole number. */
function isNumber(type: ColumnType): boolean {
  return (
    type.kind === 'decimal' ||
    (type.kind === 'scalar' && (type.name in integerRanges || type.name in exactBits))
  );
}

/** How large whole numbers are that a float holds exactly. */
const exactBits: Readonly<Record<string, bigint>> = { FLOAT: 24n, DOUBLE: 53n };

function holdsNumber(wide: ColumnType, narrow: ColumnType): boolean {
  const [low, high] = rangeOf(narrow);
  const [least, most] = rangeOf(wide);
  const isFloat = narrow.kind === 'scalar' && narrow.name in exactBits;
  if (isFloat) return wide.kind === 'scalar' && narrow.name === 'FLOAT' && wide.name === 'DOUBLE';
  // A fraction in a decimal is exact only in a decimal.
  return scaleOf(narrow) <= scaleOf(wide) && least <= low && high <= most;
}

/** The least and the greatest whole number that a type holds exactly. */
function rangeOf(type: ColumnType): readonly [bigint, bigint] {
  if (type.kind === 'decimal') {
    const most = 10n ** BigInt(type.precision - type.scale) - 1n;
    return [-most, most];
  }
  const name = type.kind === 'scalar' ? type.name : '';
  const range = integerRanges[name];
  if (range !== undefined) return range;
  const most = 2n ** exactBits[name]!;
  return [-most, most];
}

function scaleOf(type: ColumnType): number {
  return type.kind === 'decimal' ? type.scale : 0;
}
