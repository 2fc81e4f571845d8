import type { Ctes } from '../../../syntax/query.ts';
import type { QueryColumns } from '../../../syntax/query-columns.ts';
import type { SyntaxNode } from '../../../syntax/syntax-node.ts';
import type { OuterFiles, Untold } from './carried-files.ts';

/** What a common table expression is to the files of the source: where it carries them, another one of that name does. */
export type CteFiles =
  | { readonly kind: 'carried'; readonly name: string }
  | { readonly kind: 'none' }
  | Untold;

/** What names of tables mean at a place of a query. */
export interface CarriedScope {
  /** By lower-case name. */
  readonly files: ReadonlyMap<string, CteFiles>;
  /** The same as they are written. */
  readonly ctes: Ctes;
}

/** What the parts of a query need to carry files along. */
export interface Carrier {
  /** Undefined of what the project does not know. */
  readonly table: (schema: string, name: string) => OuterFiles | undefined;
  readonly columns: QueryColumns;
  /** A name that nothing else in the query has. */
  readonly unique: (stem: string) => string;
  /** A query that carries its files; undefined when its rows come from none. Throws UntoldError. */
  readonly query: (node: SyntaxNode, scope: CarriedScope) => SyntaxNode | undefined;
}
