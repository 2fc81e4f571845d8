import type { ColumnType } from '../../../columns/column-type.ts';
import { isFloat, isInteger, isNumeric, isScalar, isUnsigned } from '../casts.ts';
import { translateInterval } from '../intervals.ts';
import type { SparkValue } from '../spark-value.ts';
import type { Call, SparkFunction } from './call.ts';
import { argumentsAs, double, form, formOf, plainArguments } from './forms.ts';

/** `+`, `-`, `*` in the type of the result, so that both overflow at the same values. */
function arithmetic(sign: '+' | '-' | '*'): SparkFunction {
  return call => {
    const { type, children } = call;
    if (children.length === 1)
      return { sql: sign === '-' ? `(- ${signed(call, 0)})` : signed(call, 0), type: undefined };
    const types = [call.typeOf(0), call.typeOf(1)];
    if (types.every(isNumeric)) {
      if (isUnsigned(type))
        return call.refuse(
          'Arithmetic of unsigned numbers overflows elsewhere in Spark.',
          'Cast them to BIGINT.',
        );
      if (type.kind === 'decimal')
        return { sql: `(${signed(call, 0)} ${sign} ${signed(call, 1)})`, type: undefined };
      return { sql: `(${call.as(0, type)} ${sign} ${call.as(1, type)})`, type: undefined };
    }
    return moments(call, sign, types as [ColumnType, ColumnType]);
  };
}

/** A decimal keeps its own digits: those of the result follow from them in both engines. */
function signed(call: Call, index: number): string {
  const own = call.typeOf(index);
  if (isUnsigned(own))
    return call.refuse(
      'Arithmetic of unsigned numbers overflows elsewhere in Spark.',
      'Cast them to BIGINT.',
    );
  return call.plain(index);
}

/** Days to a date, and an interval of one unit to a moment. */
function moments(call: Call, sign: string, [left, right]: readonly [ColumnType, ColumnType]) {
  if (isScalar(left, 'DATE') && isInteger(right) && sign !== '*') {
    return { sql: `date_add(${call.plain(0)}, ${sign}${call.plain(1)})`, type: 'date' };
  }
  if (isScalar(left, 'DATE') && isScalar(right, 'DATE') && sign === '-') {
    return { sql: `datediff(${call.plain(0)}, ${call.plain(1)})`, type: 'int' };
  }
  if (isScalar(right, 'INTERVAL') && isScalar(left, 'DATE', 'TIMESTAMP') && sign !== '*') {
    const interval = translateInterval(call.children[1]!);
    const shifted = `(CAST(${call.plain(0)} AS timestamp_ntz) ${sign} ${interval})`;
    return { sql: shifted, type: undefined };
  }
  return call.refuse(`${call.name} of these types has no known form in Spark SQL.`);
}

/** A whole quotient or rest: by zero it is NULL. */
function whole(sign: 'div' | '%'): SparkFunction {
  return call => {
    const { type } = call;
    if (!isInteger(type))
      return call.refuse(`${call.name} of other than whole numbers has no known form in Spark SQL.`);
    return { sql: `(${call.as(0, type)} ${sign} nullif(${call.as(1, type)}, 0))`, type: undefined };
  };
}

function rounding(call: Call, name: 'ceil' | 'floor') {
  const type = call.typeOf(0);
  if (isInteger(type)) return { sql: call.plain(0), type: undefined };
  if (isFloat(type)) {
    // Spark's give BIGINT, which holds neither NaN nor large numbers.
    const value = call.plain(0);
    return {
      sql: `CASE WHEN abs(${value}) < 4503599627370496D THEN CAST(${name}(${value}) AS double) ELSE ${value} END`,
      type: undefined,
    };
  }
  return { sql: `${name}(${call.plain(0)})`, type: undefined };
}

const sameOfDoubles = ['atan', 'sinh', 'cosh', 'tanh', 'exp', 'cbrt', 'degrees', 'radians'];

/** At infinity they fail in DuckDB. */
const ofAngles = ['sin', 'cos', 'tan'];

/** By zero a quotient of floats is infinite or no number, where Spark fails. The sign of a zero counts. */
function divide(call: Call): SparkValue {
  const [a, b] = [call.as(0, double), call.as(1, double)];
  const divisor = Number(call.constant(1) ?? '0');
  if (divisor !== 0) return { sql: `(${a} / ${b})`, type: 'double' };
  const sign = `IF(CAST(${b} AS string) = '-0.0', -1D, 1D)`;
  const atZero = `CASE WHEN isnan(${a}) OR ${a} = 0D THEN double('NaN') WHEN ${a} > 0D THEN ${sign} * double('Infinity') WHEN ${a} < 0D THEN ${sign} * double('-Infinity') END`;
  return { sql: `CASE WHEN ${b} = 0D THEN ${atZero} ELSE ${a} / ${b} END`, type: 'double' };
}

/** A function that fails in DuckDB where Spark makes something up. */
function within(outside: string, template: string): SparkFunction {
  return formOf(
    double,
    `CASE WHEN ${outside} THEN CAST(raise_error('out of range') AS double) ELSE ${template} END`,
    'double',
  );
}

const masks: Readonly<Record<string, string>> = {
  TINYINT: '255L',
  SMALLINT: '65535L',
  INTEGER: '4294967295L',
};

/** Spark counts the bits of the number as a BIGINT. */
function bitCount(call: Call): SparkValue {
  const type = call.typeOf(0);
  if (isScalar(type, 'BIGINT')) return { sql: `bit_count(${call.plain(0)})`, type: undefined };
  const mask = type.kind === 'scalar' ? masks[type.name] : undefined;
  if (mask === undefined) return call.refuse('bit_count of this type has no known form in Spark SQL.');
  return { sql: `bit_count(CAST(${call.plain(0)} AS bigint) & ${mask})`, type: undefined };
}

export const numberFunctions: readonly (readonly [string, SparkFunction])[] = [
  ['+', arithmetic('+')],
  ['-', arithmetic('-')],
  ['*', arithmetic('*')],
  ['/', divide],
  ['//', whole('div')],
  ['%', whole('%')],
  ['mod', whole('%')],
  ['abs', form('abs($1)')],
  [
    'sign',
    call => ({
      sql: isFloat(call.typeOf(0))
        ? `CASE WHEN isnan(${call.plain(0)}) THEN 0D ELSE sign(${call.plain(0)}) END`
        : `sign(${call.plain(0)})`,
      type: undefined,
    }),
  ],
  ['ceil', call => rounding(call, 'ceil')],
  ['ceiling', call => rounding(call, 'ceil')],
  ['floor', call => rounding(call, 'floor')],
  ['sqrt', within('$1 < 0D', 'sqrt($1)')],
  ['ln', within('$1 <= 0D', 'ln($1)')],
  ['log10', within('$1 <= 0D', 'log10($1)')],
  ['log', within('$1 <= 0D', 'log10($1)')],
  ['log2', within('$1 <= 0D', 'log2($1)')],
  ['power', formOf(double, 'power($1, $2)', 'double')],
  ['pow', formOf(double, 'power($1, $2)', 'double')],
  ['**', formOf(double, 'power($1, $2)', 'double')],
  ['^', formOf(double, 'power($1, $2)', 'double')],
  ['atan2', formOf(double, 'atan2($1, $2)', 'double')],
  ['pi', form('pi()', 'double')],
  ['isnan', form("($1 = double('NaN'))", 'boolean')],
  ['isinf', form("(abs($1) = double('Infinity'))", 'boolean')],
  ['isfinite', form("(NOT isnan($1) AND abs($1) <> double('Infinity'))", 'boolean')],
  ['greatest', call => ({ sql: `greatest(${argumentsAs(call, call.type)})`, type: undefined })],
  ['least', call => ({ sql: `least(${argumentsAs(call, call.type)})`, type: undefined })],
  ['nullif', call => ({ sql: `nullif(${plainArguments(call)})`, type: undefined })],
  ['bit_count', bitCount],
  ['xor', form('($1 ^ $2)')],
  ['&', form('($1 & $2)')],
  ['|', form('($1 | $2)')],
  ['~', form('(~ $1)')],
  [
    'round',
    call => {
      const digits = call.children.length === 1 ? '0' : call.constant(1);
      const type = call.typeOf(0);
      if (digits === undefined) return call.refuse('round needs the number of digits as a literal.');
      if (isInteger(type) && Number(digits) >= 0) return { sql: call.plain(0), type: undefined };
      return { sql: `round(${call.plain(0)}, ${digits})`, type: undefined };
    },
  ],
  ...ofAngles.map(name => [name, within("abs($1) = double('Infinity')", `${name}($1)`)] as const),
  ...['asin', 'acos'].map(name => [name, within('abs($1) > 1D AND NOT isnan($1)', `${name}($1)`)] as const),
  ...sameOfDoubles.map(name => [name, formOf(double, `${name}($1)`, 'double')] as const),
];
