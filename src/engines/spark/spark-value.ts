import type { ColumnType } from '../../columns/column-type.ts';
import { renderColumnType } from '../../columns/render-column-type.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import { sparkType } from './spark-type.ts';

/** An expression of Spark SQL. */
export interface SparkValue {
  readonly sql: string;
  /** Spark's own type of it; undefined when that is not known, so that a cast has to make sure. */
  readonly type: string | undefined;
}

/** The expression with the Spark type that stands for a type of DuckDB. */
export function cast(value: SparkValue, type: ColumnType, node: SyntaxNode): SparkValue {
  const wanted = requireType(type, node);
  return value.type === wanted ? value : { sql: `CAST(${value.sql} AS ${wanted})`, type: wanted };
}

export function requireType(type: ColumnType, node: SyntaxNode): string {
  const found = sparkType(type);
  if (found !== undefined) return found;
  throw new NotPortable(`Spark has no type ${renderColumnType(type)}.`, node, hintFor(type));
}

function hintFor(type: ColumnType): string | undefined {
  if (type.kind !== 'scalar') return 'Cast it to VARCHAR or to a type that Spark has.';
  switch (type.name) {
    case 'TIME':
      return 'Keep the TIMESTAMP, or the seconds of the day as a number.';
    case 'INTERVAL':
      return 'Keep the two moments, or their distance as a number: epoch_ms(b) - epoch_ms(a).';
    default:
      return 'Cast it to VARCHAR.';
  }
}
