import type { Column } from '../../columns/column.ts';
import type { ColumnType } from '../../columns/column-type.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';

/** A query with what DuckDB says of its parts. Nodes are known by identity. */
export interface TypedQuery {
  readonly node: SyntaxNode;
  /** The columns of the query itself. */
  readonly columns: readonly Column[];
  /** The type of an expression; undefined of what has no value of its own, such as a star. */
  readonly typeOf: (expression: SyntaxNode) => ColumnType | undefined;
  /** The type in which the operands of a comparison are compared. */
  readonly comparedAs: (comparison: SyntaxNode) => ColumnType | undefined;
  /** The columns of a table in FROM, or of a query within the query. */
  readonly columnsOf: (part: SyntaxNode) => readonly Column[] | undefined;
}
