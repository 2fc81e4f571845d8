import type { ColumnType } from '../../columns/column-type.ts';
import { integerRanges } from '../../columns/integer-ranges.ts';
import { quoteLiteral } from '../../columns/quote.ts';
import { renderColumnType } from '../../columns/render-column-type.ts';
import { textForms } from '../../columns/text-forms.ts';

/**
 * A condition: whether a text, as a CSV file holds it, is read into a type with nothing lost. DuckDB alone casts 9.5 to
 * the INTEGER 10 and drops the time behind a DATE.
 *
 * @param text an expression of type VARCHAR that is not NULL
 */
export function textFitsSql(type: ColumnType, text: string): string {
  const value = `TRY_CAST(${text} AS ${renderColumnType(type)})`;
  const exact = exactSql(type, `trim(${text})`, value);
  return exact === undefined
    ? `${value} IS NOT NULL`
    : `(${value} IS NOT NULL AND coalesce(${exact}, false))`;
}

function exactSql(type: ColumnType, text: string, value: string): string | undefined {
  if (type.kind === 'decimal') return hasForm(text, `[+-]?[0-9]*[.]?[0-9]{0,${type.scale}}0*`);
  if (type.kind !== 'scalar') return undefined;
  const { name } = type;
  if (name in integerRanges || name === 'BIGNUM') return hasForm(text, '[+-]?[0-9]+([.]0*)?');
  if (name === 'DOUBLE' || name === 'FLOAT') return exactFloat(text, value);
  const form = textForms[name];
  if (form === undefined) return undefined;
  return hasForm(text, name.startsWith('TIMESTAMP') ? `(${form})|(${textForms.DATE})` : form);
}

function hasForm(text: string, form: string): string {
  return `regexp_full_match(${text}, ${quoteLiteral(form)})`;
}

/** A fraction is rounded to the nearest value of the type, which is what the type means; an integer is not. */
function exactFloat(text: string, value: string): string {
  const isInteger = hasForm(text, '[+-]?[0-9]+');
  const isSpecial = hasForm(text, '(?i)nan|[+-]?inf(inity)?');
  const isExact = `TRY_CAST(${value} AS HUGEINT) = TRY_CAST(${text} AS HUGEINT)`;
  return `CASE WHEN ${isInteger} THEN ${isExact} ELSE isfinite(${value}) OR ${isSpecial} END`;
}
