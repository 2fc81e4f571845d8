import { QueryColumns, type TableColumns } from '../../../syntax/query-columns.ts';
import type { SyntaxNode } from '../../../syntax/syntax-node.ts';
import { type CarriedQuery, type OuterFiles, UntoldError } from './carried-files.ts';
import type { Carrier } from './carrier.ts';
import { carryQuery } from './carry-query.ts';
import { ownNameIn, withoutSchemas } from './own-names.ts';
import { whyWithoutOrder } from './without-order.ts';

export interface CarryInput {
  /** With empty parts, which mean something in GROUPING SETS. */
  readonly tree: SyntaxNode;
  /** What a table outside of the query is to the files; undefined of what the project does not know. */
  readonly table: (schema: string, name: string) => OuterFiles | undefined;
  readonly columns: TableColumns;
}

/**
 * Rewrites a query so that each of its rows carries the files along that it was made of, in `filesColumn` behind all
 * others. A row has those of the rows that FROM joined for it, a group those of all of its rows; what only filters, as
 * EXISTS does, gives none, and neither does the rest of a window. The query gives the same rows whenever it is asked of the same
 * tables, else it is told why not.
 */
export function carryFiles({ tree, table, columns }: CarryInput): CarriedQuery<SyntaxNode> {
  let count = 0;
  const carrier: Carrier = {
    table,
    columns: new QueryColumns(columns),
    unique: stem => `${stem}_${++count}`,
    query: (node, scope) => carryQuery(node, scope, carrier),
  };
  try {
    const carried = carrier.query(withoutSchemas(tree), { files: new Map(), ctes: new Map() });
    if (carried === undefined) return { kind: 'none' };
    const ownName = ownNameIn(tree);
    if (ownName !== undefined)
      throw new UntoldError(`It calls something ${ownName}: such names are those of sparkify.`);
    const why = whyWithoutOrder(carried);
    if (why !== undefined) throw new UntoldError(why);
    return { kind: 'carried', tree: carried };
  } catch (error) {
    if (error instanceof UntoldError) return error.untold;
    throw error;
  }
}
