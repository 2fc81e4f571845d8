import type { ColumnType } from '../columns/column-type.ts';
import { quoteIdentifier, quoteLiteral } from '../columns/quote.ts';
import { renderColumnType } from '../columns/render-column-type.ts';
import type { JsonValue } from '../config/json-value.ts';

/** A value that cannot be of the type of its column, whatever it is cast to. */
export class FixtureValueError extends Error {
  override readonly name = 'FixtureValueError';
}

/**
 * A value of a fixture as an expression of SQL that has its column's type. Structs, lists and maps are written as YAML
 * has them, or as the text that DuckDB prints of them.
 *
 * @throws FixtureValueError
 */
export function typedLiteral(value: JsonValue, type: ColumnType): string {
  const sqlType = renderColumnType(type);
  if (value === null) return `CAST(NULL AS ${sqlType})`;
  if (typeof value !== 'object') return `CAST(${quoteLiteral(String(value))} AS ${sqlType})`;
  if (type.kind === 'scalar' && type.name === 'JSON') {
    return `CAST(${quoteLiteral(JSON.stringify(value))} AS JSON)`;
  }
  if (Array.isArray(value)) return listLiteral(value, type, sqlType);
  return objectLiteral(value as Readonly<Record<string, JsonValue>>, type, sqlType);
}

function listLiteral(values: readonly JsonValue[], type: ColumnType, sqlType: string): string {
  if (type.kind !== 'list' && type.kind !== 'array') throw new FixtureValueError(`a list is no ${sqlType}`);
  return `CAST([${values.map(value => typedLiteral(value, type.element)).join(', ')}] AS ${sqlType})`;
}

function objectLiteral(
  values: Readonly<Record<string, JsonValue>>,
  type: ColumnType,
  sqlType: string,
): string {
  if (type.kind === 'map') {
    const keys = Object.keys(values).map(key => typedLiteral(key, type.key));
    const inner = Object.values(values).map(value => typedLiteral(value, type.value));
    return `CAST(map([${keys.join(', ')}], [${inner.join(', ')}]) AS ${sqlType})`;
  }
  if (type.kind !== 'struct') throw new FixtureValueError(`a mapping is no ${sqlType}`);
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  const names = new Set(type.fields.map(({ name }) => name.toLowerCase()));
  const unknown = Object.keys(values).find(name => !names.has(name.toLowerCase()));
  if (unknown !== undefined) throw new FixtureValueError(`${sqlType} has no field "${unknown}"`);
  const fields = type.fields.map(
    ({ name, type }) =>
      `${quoteIdentifier(name)}: ${typedLiteral(byName.get(name.toLowerCase()) ?? null, type)}`,
  );
  return `CAST({${fields.join(', ')}} AS ${sqlType})`;
}
