import { quoteIdentifier } from '../../columns/quote.ts';
import type { Relation } from '../../compile/node.ts';

/** `"raw"."events"`. */
export function relationSql(relation: Relation): string {
  return `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
}
