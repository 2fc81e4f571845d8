import type { Column } from '../../columns/column.ts';
import type { CompiledModel, TableNode } from '../../compile/node.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Query } from '../../syntax/query.ts';
import type { QueryColumns } from '../../syntax/query-columns.ts';

/** A model's query as DuckDB parses it. */
export interface ParsedModel {
  readonly model: CompiledModel;
  readonly query: Query;
}

/** How many files a published table is, and the bytes of the one in the middle. */
export interface PublishedFiles {
  readonly files: number;
  readonly median: number;
}

/** A checked project, as warnings see it. */
export interface WarningInput {
  readonly graph: Graph;
  /** Every table whose columns are known and whose query binds. */
  readonly nodes: readonly TableNode[];
  /** By unique id. */
  readonly columns: ReadonlyMap<string, readonly Column[]>;
  readonly parsed: readonly ParsedModel[];
  /** Of the partitioned tables of the last release that are many files, by their names in the lake. */
  readonly published: ReadonlyMap<string, PublishedFiles>;
  /** What the queries of `parsed` call by name. */
  readonly queryColumns: QueryColumns;
}

/** The name of a warning is its code; the project's `rules` give the severity. */
export type Finding = Omit<Diagnostic, 'code' | 'severity'>;

/** Something that is allowed and seldom meant. One file each, one line in the registry. */
export interface Warning {
  /** Whether it looks at `parsed`, which costs time. */
  readonly needsSyntax: boolean;
  find(input: WarningInput): readonly Finding[];
}
