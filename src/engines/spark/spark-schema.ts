import type { Column } from '../../columns/column.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { renderColumnType } from '../../columns/render-column-type.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import { sparkType } from './spark-type.ts';

/**
 * Columns as Spark's DDL.
 *
 * @throws NotPortable for a type that Spark does not have
 * @example sparkSchema([{ name: 'id', type: 'BIGINT' }]) // `id` bigint
 */
export function sparkSchema(columns: readonly Column[]): string {
  return columns.map(column => `${quoteSparkName(column.name)} ${requireSparkType(column)}`).join(', ');
}

function requireSparkType({ name, type: text }: Column): string {
  const type = parseColumnType(text);
  const found = sparkType(type);
  if (found !== undefined) return found;
  const hint = 'Cast it to VARCHAR, or to a type that Spark has.';
  throw new NotPortable(`Spark has no type ${renderColumnType(type)} for the column "${name}".`, {}, hint);
}
