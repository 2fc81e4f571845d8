import type { ColumnType } from '../../../columns/column-type.ts';
import type { SyntaxNode } from '../../../syntax/syntax-node.ts';
import type { SparkValue } from '../spark-value.ts';

/** A call of a function of DuckDB. Arguments count from 0; those that it has no use for it should refuse. */
export interface Call {
  /** In lower case. */
  readonly name: string;
  readonly node: SyntaxNode;
  readonly children: readonly SyntaxNode[];
  /** What it returns in DuckDB. */
  readonly type: ColumnType;
  readonly typeOf: (index: number) => ColumnType;
  /** An argument in Spark SQL, with the Spark type that stands for its own. */
  readonly plain: (index: number) => string;
  /** An argument in Spark SQL as a value of a type. */
  readonly as: (index: number, type: ColumnType) => string;
  /** An argument that is the aggregate `list(x)`, with its elements in order; undefined for any other argument. */
  readonly orderedList: (index: number, order: Omit<CallOrder, 'expression'>) => string | undefined;
  readonly lambda: (index: number) => { readonly parameters: readonly string[]; readonly body: string };
  /** The text of a literal; undefined of what is no literal, or NULL. */
  readonly constant: (index: number) => string | undefined;
  readonly isDistinct: boolean;
  readonly filter: string | undefined;
  /** ` OVER (…)` of an aggregate over a window; else empty. */
  readonly over: string;
  readonly order: readonly CallOrder[];
  readonly refuse: (message: string, hint?: string) => never;
}

export interface CallOrder {
  readonly expression: string;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
}

/** Writes a call in Spark SQL. A type that it does not know is made sure of by a cast around it. */
export type SparkFunction = (call: Call) => SparkValue;
