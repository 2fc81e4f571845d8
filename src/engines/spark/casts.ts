import type { ColumnType } from '../../columns/column-type.ts';
import { renderColumnType } from '../../columns/render-column-type.ts';
import { nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import { requireType, type SparkValue } from './spark-value.ts';

const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];
const unsigned = ['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'];
const floats = ['FLOAT', 'DOUBLE'];

export function isInteger(type: ColumnType): boolean {
  return type.kind === 'scalar' && integers.includes(type.name);
}

export function isUnsigned(type: ColumnType): boolean {
  return type.kind === 'scalar' && unsigned.includes(type.name);
}

export function isFloat(type: ColumnType): boolean {
  return type.kind === 'scalar' && floats.includes(type.name);
}

export function isNumeric(type: ColumnType): boolean {
  return type.kind === 'decimal' || isInteger(type) || isUnsigned(type) || isFloat(type);
}

export function isScalar(type: ColumnType, ...names: readonly string[]): boolean {
  return type.kind === 'scalar' && names.includes(type.name);
}

/** How a value is converted: as its text, with CAST or TRY_CAST. */
interface Conversion {
  readonly sql: string;
  readonly from: ColumnType;
  readonly to: ColumnType;
  readonly node: SyntaxNode;
  readonly word: 'CAST' | 'TRY_CAST';
  /** The cast of an expression to the type that is wanted. */
  readonly plain: (sql: string) => SparkValue;
  readonly refuse: (hint?: string) => never;
}

/** A value of one type of DuckDB as one of another, converted as DuckDB does it. */
export function translateCast(
  value: SparkValue,
  from: ColumnType,
  to: ColumnType,
  node: SyntaxNode,
  isTry = false,
): SparkValue {
  const wanted = requireType(to, node);
  if (renderColumnType(from) === renderColumnType(to)) return value;
  const word = isTry ? 'TRY_CAST' : 'CAST';
  const conversion: Conversion = {
    ...{ sql: value.sql, from, to, node, word },
    plain: sql => ({ sql: `${word}(${sql} AS ${wanted})`, type: wanted }),
    refuse: hint => {
      const message = `A cast of ${renderColumnType(from)} to ${renderColumnType(to)} may give other values in Spark.`;
      throw new NotPortable(message, node, hint);
    },
  };
  if (isNumeric(from) && isNumeric(to)) return betweenNumbers(conversion);
  if (isScalar(to, 'VARCHAR')) return toText(conversion);
  if (isScalar(from, 'VARCHAR')) return fromText(conversion);
  if (from.kind === 'list' && to.kind === 'list') return betweenLists(conversion, from.element, to.element);
  return isPlain(from, to) ? conversion.plain(value.sql) : conversion.refuse();
}

function isPlain(from: ColumnType, to: ColumnType): boolean {
  const moments = ['DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'] as const;
  if (isScalar(from, 'BOOLEAN')) return isInteger(to) || isFloat(to);
  if (isScalar(to, 'BOOLEAN')) return isInteger(from) || isFloat(from);
  return isScalar(from, ...moments) && isScalar(to, ...moments);
}

function betweenNumbers({ sql, from, to, plain, refuse }: Conversion): SparkValue {
  if (isUnsigned(to)) return refuse('Cast it to a signed type.');
  if (isFloat(from) && to.kind === 'decimal')
    return refuse('Round it first, and compute with decimals from there.');
  // DuckDB rounds to the nearest, half to even for floats and away from zero for decimals; Spark cuts off.
  if (isFloat(from) && isInteger(to)) return plain(`rint(${sql})`);
  if (from.kind === 'decimal' && isInteger(to)) return plain(`round(${sql}, 0)`);
  return plain(sql);
}

function betweenLists({ sql, node, word }: Conversion, from: ColumnType, to: ColumnType): SparkValue {
  const inner = translateCast({ sql: 'x', type: undefined }, from, to, node, word === 'TRY_CAST');
  return { sql: `transform(${sql}, x -> ${inner.sql})`, type: undefined };
}

function toText({ sql, from, plain, refuse }: Conversion): SparkValue {
  if (isInteger(from) || isUnsigned(from) || from.kind === 'decimal') return plain(sql);
  if (isScalar(from, 'BOOLEAN', 'DATE', 'TIMESTAMP')) return plain(sql);
  if (isScalar(from, 'JSON')) return { sql, type: 'string' };
  return refuse(isFloat(from) ? 'Cast it to a DECIMAL first, which both write alike.' : undefined);
}

function fromText({ sql, to, node, word, plain, refuse }: Conversion): SparkValue {
  const child = nodeIn(node, 'child');
  const constant = child?.class === 'CONSTANT' ? textIn(nodeIn(child, 'value') ?? {}, 'value') : undefined;
  const form = isScalar(to, 'DATE') ? isDate : isScalar(to, 'TIMESTAMP') ? isMoment : /^/;
  if (constant !== undefined && !form.test(constant)) return refuse('Write it as 2026-01-31 12:00:00.');
  // DuckDB reads 1.6 and 1e3 as whole numbers, too.
  if (isInteger(to)) return plain(`${word}(${integerText(sql)} AS decimal(38,0))`);
  if (isFloat(to) || to.kind === 'decimal') return plain(numberText(sql));
  return isScalar(to, 'BOOLEAN', 'DATE', 'TIMESTAMP') ? plain(sql) : refuse();
}

/** A text that Spark reads as DuckDB reads it as a whole number: 0x1F and 0b101 as well. */
function integerText(sql: string): string {
  const digits = `replace(substring(${sql}, 3), '_', '')`;
  return [
    `CASE WHEN ${sql} RLIKE '^0[xX][0-9a-fA-F]+(_[0-9a-fA-F]+)*$' AND length(${digits}) <= 16 THEN conv(${digits}, 16, 10)`,
    `WHEN ${sql} RLIKE '^0[bB][01]+(_[01]+)*$' AND length(${digits}) <= 63 THEN conv(${digits}, 2, 10)`,
    `ELSE ${numberText(sql)} END`,
  ].join(' ');
}

/**
 * A text that Spark reads as DuckDB reads it as a number. Digits may have underscores between them. What only one of the two
 * reads is none: a suffix as in 1d, hexadecimal floats.
 */
function numberText(sql: string): string {
  const foreign = `${sql} RLIKE '[0-9.][dDfF] *$|[xXpP]|(^|[^0-9])_|_([^0-9]|$)'`;
  return `CASE WHEN ${foreign} THEN '' ELSE replace(${sql}, '_', '') END`;
}

const isDate = /^\d{4}-\d{2}-\d{2}$/;
const isMoment = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/;
