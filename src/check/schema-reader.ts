import type { Column } from '../columns/column.ts';
import type { Relation } from '../columns/relation.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';

export type DescribeResult =
  | { readonly ok: true; readonly columns: readonly Column[] }
  | {
      readonly ok: false;
      readonly code: DiagnosticCode;
      /** One sentence, without the engine's own prefix, excerpt and caret lines. */
      readonly message: string;
      /** The engine's own suggestion, e.g. candidate columns. */
      readonly hint: string | undefined;
      /** Where in the SQL that was described, in UTF-16 units. */
      readonly offset: number | undefined;
      readonly length: number | undefined;
    };

/** A table as a query names it; the schema is empty where the query gives none. */
export interface NamedTable extends Relation {
  /** Where in the SQL, in UTF-16 units. */
  readonly offset: number;
}

export interface EmptyTable {
  readonly relation: Relation;
  readonly columns: readonly Column[];
}

export interface TreeOptions {
  /** Whether empty lists stay, which mean something in GROUPING SETS. Default: they are left out. */
  readonly keepsEmpty?: boolean;
}

/** Takes queries apart. It needs no tables. */
export interface Parser {
  /** What each query is to DuckDB's parser, in their order; undefined for one that it cannot write down. */
  syntaxTrees(
    queries: readonly string[],
    options?: TreeOptions,
  ): Promise<readonly (SyntaxNode | undefined)[]>;
}

/** Binds queries against empty tables. It never reads data. */
export interface SchemaReader extends Parser {
  /** Several at once take half of the time. Types are put into SQL as they are: they must be normalized. */
  createTables(tables: readonly EmptyTable[]): Promise<void>;
  describe(sql: string): Promise<DescribeResult>;
  /** Runs a statement that defines a macro, a type or a variable; undefined when that went well. */
  define(sql: string): Promise<Extract<DescribeResult, { ok: false }> | undefined>;
  /** The tables that a query names, without its CTEs; they need not exist. */
  tablesIn(sql: string): Promise<readonly NamedTable[]>;
  /** Trees as queries again, in their order; undefined for one that is none. */
  renderTrees(trees: readonly SyntaxNode[]): Promise<readonly (string | undefined)[]>;
}
