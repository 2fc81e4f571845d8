import type { ColumnType } from '../columns/column-type.ts';
import type { JsonValue } from '../config/json-value.ts';

const numbers = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DOUBLE|FLOAT)$/;

/** A value that DuckDB gave, as a person would write it in a fixture of a column of its type. */
export function fixtureValue(value: JsonValue, type: ColumnType): JsonValue {
  if (value === null) return null;
  if (typeof value === 'string') return isExactNumber(value, type) ? Number(value) : value;
  if (Array.isArray(value)) {
    if (type.kind === 'map') return mapValue(value, type);
    return type.kind === 'list' || type.kind === 'array'
      ? value.map(item => fixtureValue(item, type.element))
      : value;
  }
  if (typeof value !== 'object' || type.kind !== 'struct') return value;
  const types = new Map(type.fields.map(field => [field.name, field.type]));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const fieldType = types.get(name);
      return [name, fieldType === undefined ? inner : fixtureValue(inner as JsonValue, fieldType)];
    }),
  );
}

/** Whether digits mean the same as a number, which JavaScript and YAML hold in 53 bits. */
function isExactNumber(text: string, type: ColumnType): boolean {
  const isNumber = type.kind === 'decimal' || (type.kind === 'scalar' && numbers.test(type.name));
  return isNumber && String(Number(text)) === text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

/** The client gives the entries of a map as a list of key and value. */
function mapValue(entries: readonly JsonValue[], type: Extract<ColumnType, { kind: 'map' }>): JsonValue {
  return Object.fromEntries(
    entries.flatMap(entry => {
      const { key, value } = entry as { readonly key: JsonValue; readonly value: JsonValue };
      return [[String(key), fixtureValue(value, type.value)]];
    }),
  );
}
