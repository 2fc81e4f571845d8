import type { ColumnType } from '../../../columns/column-type.ts';
import { quoteSparkText } from '../quote-spark.ts';
import { requireType } from '../spark-value.ts';
import type { Call, SparkFunction } from './call.ts';
import { argumentsAs } from './forms.ts';

function listType(call: Call, index = 0): Extract<ColumnType, { kind: 'list' }> {
  const type = call.typeOf(index);
  return type.kind === 'list'
    ? type
    : call.refuse(`${call.name} of this type has no known form in Spark SQL.`);
}

const listValue: SparkFunction = call => {
  const { type } = call;
  if (type.kind !== 'list') return call.refuse('This list has no known form in Spark SQL.');
  return {
    sql: `array(${argumentsAs(call, type.element)})`,
    type: undefined,
  };
};

const structPack: SparkFunction = call => {
  const { type } = call;
  if (type.kind !== 'struct') return call.refuse('This struct has no known form in Spark SQL.');
  const fields = type.fields.map(
    (field, index) => `${quoteSparkText(field.name)}, ${call.as(index, field.type)}`,
  );
  return { sql: `named_struct(${fields.join(', ')})`, type: undefined };
};

const map: SparkFunction = call => {
  const { type, children } = call;
  if (type.kind !== 'map') return call.refuse('This map has no known form in Spark SQL.');
  if (children.length !== 2) return call.refuse('This map has no known form in Spark SQL.');
  const [keys, values] = [type.key, type.value].map(element => ({ kind: 'list', element }) as const);
  return { sql: `map_from_arrays(${call.as(0, keys!)}, ${call.as(1, values!)})`, type: undefined };
};

/** A lambda for each element of a list. */
const perElement =
  (name: 'transform' | 'filter'): SparkFunction =>
  call => {
    listType(call);
    const { parameters, body } = call.lambda(1);
    if (parameters.length > 1) {
      return call.refuse('A lambda with the place of the element counts from 0 in Spark.');
    }
    return { sql: `${name}(${call.plain(0)}, ${parameters[0]} -> ${body})`, type: undefined };
  };

/** `list[1]`, as a function. */
const extract: SparkFunction = call => {
  const type = call.typeOf(0);
  const place = call.constant(1);
  if (type.kind === 'struct' && place !== undefined) {
    return { sql: `${call.plain(0)}.\`${place.replaceAll('`', '``')}\``, type: undefined };
  }
  if (type.kind !== 'list') return call.refuse(`${call.name} of this type has no known form in Spark SQL.`);
  return {
    sql: `try_element_at(${call.plain(0)}, nullif(CAST(${call.plain(1)} AS int), 0))`,
    type: undefined,
  };
};

/** DuckDB leaves NULL elements out of most questions about a list. */
const unique: SparkFunction = call => {
  listType(call);
  return { sql: `size(array_distinct(filter(${call.plain(0)}, x -> x IS NOT NULL)))`, type: undefined };
};

/** NULLs are last unless that is said otherwise. DuckDB also writes `list(x ORDER BY x)` so. */
const sorted: SparkFunction = call => {
  listType(call);
  const [direction = 'ASC', nulls = 'NULLS LAST'] = [1, 2].map(index => call.constant(index)?.toUpperCase());
  const isDescending = direction.startsWith('DESC');
  const isNullsFirst = nulls === 'NULLS FIRST';
  const aggregated = call.orderedList(0, { isDescending, isNullsFirst });
  if (aggregated !== undefined) return { sql: aggregated, type: undefined };
  if (isDescending && isNullsFirst)
    return call.refuse('A descending list with NULLs first has no known form in Spark SQL.');
  const list = call.plain(0);
  if (isDescending) return { sql: `sort_array(${list}, false)`, type: undefined };
  return { sql: isNullsFirst ? `sort_array(${list}, true)` : `array_sort(${list})`, type: undefined };
};

/** Whether a list has an element; NULL is none. */
export const hasElement: SparkFunction = call => {
  const { element } = listType(call);
  const found = `array_contains(filter(${call.plain(0)}, x -> x IS NOT NULL), ${call.as(1, element)})`;
  return { sql: found, type: undefined };
};

const aggregate =
  (name: string): SparkFunction =>
  call => {
    listType(call);
    return { sql: `${name}(${call.plain(0)})`, type: undefined };
  };

export const listFunctions: readonly (readonly [string, SparkFunction])[] = [
  ['list_value', listValue],
  ['list_pack', listValue],
  ['struct_pack', structPack],
  ['map', map],
  ...['list_transform', 'list_apply', 'array_transform', 'array_apply', 'apply'].map(
    name => [name, perElement('transform')] as const,
  ),
  ...['list_filter', 'array_filter', 'filter'].map(name => [name, perElement('filter')] as const),
  ...['list_extract', 'list_element', 'array_extract', 'struct_extract'].map(
    name => [name, extract] as const,
  ),
  ...['list_contains', 'array_contains', 'list_has', 'array_has'].map(name => [name, hasElement] as const),
  ['list_unique', unique],
  ['array_unique', unique],
  ['list_sort', sorted],
  ['array_sort', sorted],
  ['list_min', aggregate('array_min')],
  ['list_max', aggregate('array_max')],
  ['list_reverse', call => ({ sql: `reverse(${call.plain(0)})`, type: undefined })],
  ['map_keys', call => ({ sql: `map_keys(${call.plain(0)})`, type: undefined })],
  ['map_values', call => ({ sql: `map_values(${call.plain(0)})`, type: undefined })],
  ['cardinality', call => ({ sql: `size(${call.plain(0)})`, type: undefined })],
  [
    'unnest',
    call => {
      const { element } = listType(call);
      return { sql: `explode(${call.plain(0)})`, type: requireType(element, call.node) };
    },
  ],
];
