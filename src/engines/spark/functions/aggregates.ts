import { isFloat, isInteger, isUnsigned } from '../casts.ts';
import type { SparkValue } from '../spark-value.ts';
import type { Call, SparkFunction } from './call.ts';
import { argumentsAs, double, plainArguments } from './forms.ts';

/** FILTER, DISTINCT and OVER around what an aggregate is given. */
function wrapped(call: Call, name: string, given: string, type?: string): SparkValue {
  if (call.order.length > 0) return call.refuse(`ORDER BY in ${call.name} has no known form in Spark SQL.`);
  if (call.over !== '' && call.filter !== undefined)
    return call.refuse(
      'FILTER over a window has no form in Spark SQL.',
      `Write ${call.name}(CASE WHEN … THEN … END).`,
    );
  return { sql: `${name}(${call.isDistinct ? 'DISTINCT ' : ''}${given})${filterOf(call)}${call.over}`, type };
}

function filterOf({ filter }: Call): string {
  return filter === undefined ? '' : ` FILTER (WHERE ${filter})`;
}

/** A sum of whole numbers is a HUGEINT, which Spark's BIGINT would overflow. */
function sum(call: Call): SparkValue {
  const type = call.typeOf(0);
  if (isInteger(type) || isUnsigned(type))
    return wrapped(call, 'sum', `CAST(${call.plain(0)} AS decimal(28,0))`);
  return wrapped(call, 'sum', isFloat(type) ? call.as(0, double) : call.plain(0));
}

/** DuckDB adds exactly what is exact, and divides as floats. */
function avg(call: Call): SparkValue {
  if (isFloat(call.typeOf(0))) return wrapped(call, 'avg', call.as(0, double), 'double');
  const total = sum(call).sql;
  const count = wrapped(call, 'count', call.plain(0)).sql;
  return { sql: `(CAST(${total} AS double) / nullif(${count}, 0))`, type: 'double' };
}

const count: SparkFunction = call =>
  call.children.length === 0
    ? wrapped(call, 'count', '*', 'bigint')
    : wrapped(call, 'count', call.plain(0), 'bigint');

/** The value of the row with the greatest or least other value; rows with a NULL in either do not count. */
function argument(name: 'max_by' | 'min_by'): SparkFunction {
  return call => {
    if (call.children.length !== 2 || call.order.length > 0 || call.isDistinct || call.over !== '')
      return call.refuse(`This ${call.name} has no known form in Spark SQL.`);
    const [value, by] = [call.plain(0), call.plain(1)];
    const condition = [
      `${value} IS NOT NULL`,
      `${by} IS NOT NULL`,
      ...(call.filter === undefined ? [] : [call.filter]),
    ];
    return { sql: `${name}(${value}, ${by}) FILTER (WHERE ${condition.join(' AND ')})`, type: undefined };
  };
}

function over(name: string, spark = name): readonly [string, SparkFunction] {
  return [name, call => wrapped(call, spark, plainArguments(call))];
}

function ofDoubles(name: string, spark = name): readonly [string, SparkFunction] {
  return [name, call => wrapped(call, spark, argumentsAs(call, double), 'double')];
}

/** Elements in their order; collect_list would leave NULLs out. */
const list: SparkFunction = call => {
  if (call.isDistinct) return call.refuse('list of distinct values has no known form in Spark SQL.');
  if (call.order.length === 0)
    return call.refuse(
      'A list without an order is another one each time.',
      'Say the order: list(x ORDER BY x).',
    );
  const keys = call.order.map(({ expression }, index) => `'k${index}', ${expression}`).join(', ');
  const rows = `array_agg(named_struct('v', ${call.plain(0)}, ${keys}))${filterOf(call)}`;
  const ordered = `array_sort(${rows}, (a, b) -> ${comparator(call)})`;
  return { sql: `nullif(transform(${ordered}, x -> x.v), array())`, type: undefined };
};

function comparator({ order }: Call): string {
  const steps = order.flatMap(({ isDescending, isNullsFirst }, index) => {
    const [a, b] = [`a.k${index}`, `b.k${index}`];
    const [before, after] = isNullsFirst ? ['-1', '1'] : ['1', '-1'];
    return [
      `WHEN ${a} IS NULL AND ${b} IS NOT NULL THEN ${before}`,
      `WHEN ${a} IS NOT NULL AND ${b} IS NULL THEN ${after}`,
      `WHEN ${a} < ${b} THEN ${isDescending ? '1' : '-1'}`,
      `WHEN ${a} > ${b} THEN ${isDescending ? '-1' : '1'}`,
    ];
  });
  return `CASE ${steps.join(' ')} ELSE 0 END`;
}

export const aggregateFunctions: ReadonlyMap<string, SparkFunction> = new Map<string, SparkFunction>([
  ['count_star', count],
  ['count', count],
  ['sum', sum],
  ['avg', avg],
  ['mean', avg],
  over('min'),
  over('max'),
  ['bool_and', call => wrapped(call, 'bool_and', call.plain(0), 'boolean')],
  ['bool_or', call => wrapped(call, 'bool_or', call.plain(0), 'boolean')],
  ['count_if', call => wrapped(call, 'count_if', call.plain(0), 'bigint')],
  ['countif', call => wrapped(call, 'count_if', call.plain(0), 'bigint')],
  ['arg_max', argument('max_by')],
  ['argmax', argument('max_by')],
  ['max_by', argument('max_by')],
  ['arg_min', argument('min_by')],
  ['argmin', argument('min_by')],
  ['min_by', argument('min_by')],
  ofDoubles('stddev', 'stddev_samp'),
  ofDoubles('stddev_samp'),
  ofDoubles('stddev_pop'),
  ofDoubles('variance', 'var_samp'),
  ofDoubles('var_samp'),
  ofDoubles('var_pop'),
  ofDoubles('corr'),
  ofDoubles('covar_pop'),
  ofDoubles('covar_samp'),
  over('bit_and'),
  over('bit_or'),
  over('bit_xor'),
  ['list', list],
  ['array_agg', list],
  ['median', call => wrapped(call, 'median', call.as(0, double), 'double')],
  [
    'quantile_cont',
    call => {
      if (call.constant(1) === undefined) return call.refuse('quantile_cont needs one literal share.');
      return wrapped(call, 'percentile', `${call.as(0, double)}, ${call.plain(1)}`, 'double');
    },
  ],
]);
