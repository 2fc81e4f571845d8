import type { ColumnType, TypedName } from '../../columns/column-type.ts';
import { integerRanges } from '../../columns/integer-ranges.ts';
import { quoteLiteral } from '../../columns/quote.ts';
import { renderColumnType } from '../../columns/render-column-type.ts';
import { EXACT_DIGITS, textForms } from '../../columns/text-forms.ts';
import { jsonPointer } from './json-pointer.ts';

/**
 * A condition: whether the JSON in `json` can be read into a type with nothing lost. True of NULL and of JSON null.
 * It says in SQL what source/json-fits.ts says in TypeScript; a property test holds the two together.
 *
 * @param json an expression of type JSON
 */
export function jsonFitsSql(type: ColumnType, json: string): string {
  return fits(type, json, 0);
}

/**
 * The value of a type in the JSON in `json`, where it fits; NULL or anything where it does not. Never an error.
 *
 * @param json an expression of type JSON
 */
export function jsonValueSql(type: ColumnType, json: string): string {
  if (type.kind === 'scalar' && type.name === 'JSON') return json;
  const text = isNested(type) || type.kind === 'enum' ? json : `${json}::VARCHAR`;
  const bare = type.kind === 'decimal' || textForms[renderColumnType(type)] ? `trim(${text}, '"')` : text;
  return `TRY_CAST(${bare} AS ${renderColumnType(type)})`;
}

function isNested(type: ColumnType): boolean {
  return type.kind === 'struct' || type.kind === 'list' || type.kind === 'array' || type.kind === 'map';
}

/**
 * The same for the whole value of a column, which the scan gave as `json` (NULL for JSON null) and which has been
 * read as `value`: nothing is computed twice.
 */
export function columnFitsSql(type: ColumnType, json: string, value: string): string {
  const condition = isNested(type) ? valueFits(type, json, 0) : scalarFits(type, json, value);
  return `coalesce(${json} IS NULL OR ${condition}, false)`;
}

function fits(type: ColumnType, json: string, depth: number): string {
  const isNull = `coalesce(${json}::VARCHAR, 'null') = 'null'`;
  return `(${isNull} OR coalesce(${valueFits(type, json, depth)}, false))`;
}

function valueFits(type: ColumnType, json: string, depth: number): string {
  switch (type.kind) {
    case 'list':
      return `(json_type(${json}) = 'ARRAY' AND ${itemsFit(type.element, `TRY_CAST(${json} AS JSON[])`, depth)})`;
    case 'array':
      return `(json_array_length(${json}) = ${type.size} AND ${itemsFit(type.element, `TRY_CAST(${json} AS JSON[])`, depth)})`;
    case 'struct':
      return `(json_type(${json}) = 'OBJECT' AND ${structFits(type.fields, json, depth)})`;
    case 'map':
      return `(json_type(${json}) = 'OBJECT' AND ${mapFits(type.value, json, depth)})`;
    default:
      return scalarFits(type, json, jsonValueSql(type, json));
  }
}

function itemsFit(element: ColumnType, list: string, depth: number): string {
  const item = `item${depth}`;
  return `len(list_filter(${list}, lambda ${item}: NOT ${fits(element, item, depth + 1)})) = 0`;
}

function structFits(fields: readonly TypedName[], json: string, depth: number): string {
  const names = `[${fields.map(field => quoteLiteral(field.name)).join(', ')}]`;
  const key = `key${depth}`;
  const declared = `list_filter(json_keys(${json}), lambda ${key}: list_contains(${names}, ${key}))`;
  const unique = `len(${declared}) = len(list_distinct(${declared}))`;
  const parts = fields.map(({ name, type }) =>
    fits(type, `json_extract(${json}, ${jsonPointer(name)})`, depth),
  );
  return [unique, ...parts].join(' AND ');
}

function mapFits(value: ColumnType, json: string, depth: number): string {
  const keys = `json_keys(${json})`;
  return `len(${keys}) = len(list_distinct(${keys})) AND ${itemsFit(value, `json_extract(${json}, '$.*')`, depth)}`;
}

/** A scalar as its JSON text: numbers bare, strings in quotes. */
function scalarFits(type: ColumnType, json: string, value: string): string {
  const text = `${json}::VARCHAR`;
  if (type.kind === 'decimal') return decimalFits(type, text, value);
  if (type.kind === 'enum') return enumFits(type.values, json);
  if (type.kind !== 'scalar') throw new Error(`no JSON can be read into ${renderColumnType(type)}`);
  if (integerRanges[type.name] !== undefined) return integerFits(text, value);
  switch (type.name) {
    case 'VARCHAR':
    case 'JSON':
      return 'true';
    case 'BOOLEAN':
      return `${text} IN ('true', 'false')`;
    case 'DOUBLE':
      return floatFits(2 ** 53, text, value);
    case 'FLOAT':
      return floatFits(2 ** 24, text, value);
    default:
      return `(regexp_full_match(${text}, ${quoteLiteral(`"${formOf(type.name)}"`)}) AND ${value} IS NOT NULL)`;
  }
}

function formOf(type: string): string {
  const form = textForms[type];
  if (form === undefined) throw new Error(`no JSON can be read into ${type}`);
  return form;
}

/**
 * Comparing with the printed value settles almost every record; DuckDB prints a whole double as `5.0`. These forms are
 * NULL when there is no value, and cost little: they are computed for every number of every record.
 */
function integerFits(text: string, value: string): string {
  const whole = `regexp_full_match(${text}, '-?[0-9]{1,${EXACT_DIGITS}}([.]0)?')`;
  return `CASE WHEN ${value}::VARCHAR = ${text} THEN true WHEN ${value} IS NOT NULL THEN ${whole} END`;
}

/** Below `exactBelow` every integer is exact. */
function floatFits(exactBelow: number, text: string, value: string): string {
  const fraction = `contains(${text}, '.') OR contains(${text}, 'e')`;
  const exact = `coalesce(TRY_CAST(${value} AS HUGEINT) = TRY_CAST(${text} AS HUGEINT), false)`;
  return `CASE WHEN abs(${value}) < ${exactBelow} THEN true WHEN isfinite(${value}) THEN ${fraction} OR ${exact} END`;
}

function decimalFits(type: { precision: number; scale: number }, text: string, value: string): string {
  const mantissa = `split_part(trim(${text}, '"-'), 'e', 1)`;
  const exponent = `coalesce(TRY_CAST(split_part(${text}, 'e', 2) AS INTEGER), 0)`;
  const decimals = `length(rtrim(split_part(${mantissa}, '.', 2), '0')) - ${exponent}`;
  const significant = `length(trim(replace(${mantissa}, '.', ''), '0'))`;
  const exact = `regexp_full_match(${text}, '"-?[0-9]+([.][0-9]+)?"|-?[0-9]+')`;
  const binary = `regexp_full_match(${text}, '-?[0-9.]+(e[+-]?[0-9]+)?') AND ${significant} <= ${EXACT_DIGITS}`;
  // DuckDB casts 1.53e38 to a DECIMAL(38,0) of 39 digits.
  const whole = `length(ltrim(split_part(${value}::VARCHAR, '.', 1), '-')) <= ${Math.max(type.precision - type.scale, 1)}`;
  return `(${value} IS NOT NULL AND ${whole} AND ${decimals} <= ${type.scale} AND (${exact} OR (${binary})))`;
}

function enumFits(values: readonly string[], json: string): string {
  return `(json_type(${json}) = 'VARCHAR' AND json_extract_string(${json}, '$') IN (${values.map(quoteLiteral).join(', ')}))`;
}
