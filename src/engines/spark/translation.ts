import type { ColumnType } from '../../columns/column-type.ts';
import type { Relation } from '../../columns/relation.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import type { Scope } from './scope.ts';
import type { SparkValue } from './spark-value.ts';
import type { TypedQuery } from './typed-query.ts';

/** What the parts of a query need to write themselves, and each other. */
export interface Translation {
  readonly typed: TypedQuery;
  /** How Spark SQL names a table of the project. */
  readonly tableName: (relation: Relation) => string;
  /** The tables in FROM that are common table expressions. */
  readonly cteReferences: ReadonlySet<SyntaxNode>;
  /** A query, or one inside of another. */
  readonly query: (node: SyntaxNode, outer: Scope | undefined) => string;
  /** An expression, with the Spark type that stands for its own. */
  readonly expression: (node: SyntaxNode, scope: Scope) => SparkValue;
  /** An expression as a value of another type, as DuckDB converts it where it has to. */
  readonly as: (node: SyntaxNode, type: ColumnType, scope: Scope) => SparkValue;
}
