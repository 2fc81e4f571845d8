import { DuckDBTypeId, type DuckDBValueConverter, type JS, JSDuckDBValueConverter } from '@duckdb/node-api';

/**
 * A value of DuckDB as JavaScript, by `@duckdb/node-api`, save for what that would round or make hard to write back: a
 * decimal is its digits, a time and a bit string their text, and a UUID is text, too. A moment is a `Date`, in whole
 * milliseconds; one that no `Date` can hold, such as infinity, throws.
 */
export const readValue: DuckDBValueConverter<JS> = (value, type, converter) =>
  value !== null && asText.has(type.typeId) ? String(value) : JSDuckDBValueConverter(value, type, converter);

const asText: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIT,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.TIME_TZ,
]);
