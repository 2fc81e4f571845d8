import type { Column } from '../../columns/column.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import type { Ctes, Scope } from './scope.ts';
import type { TracedRelation } from './traced-relation.ts';

/** A table outside of the query. */
export interface OuterTable {
  readonly uniqueId: string;
  readonly columns: readonly Column[];
}

/** What the parts of a query need to follow its columns. */
export interface Tracer {
  /** Undefined for what the project does not know, such as a view of the catalog. */
  readonly table: (schema: string, name: string) => OuterTable | undefined;
  /** Functions of which nothing is known but their names, in lower case. */
  readonly opaque: ReadonlySet<string>;
  /** Called with each column of an outer table that the query names, whatever for. */
  readonly onName: (table: string, column: string) => void;
  /** The items of a SELECT as they are written, without their aliases; undefined when they cannot be told. */
  readonly itemTexts: (select: SyntaxNode) => readonly string[] | undefined;
  /** What a SELECT, a UNION or the like returns. */
  readonly query: (node: SyntaxNode, ctes: Ctes, outer: Scope | undefined) => TracedRelation;
}
