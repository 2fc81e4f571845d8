import type { Column } from '../columns/column.ts';
import type { CompiledTest, QueryNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { bindDiagnostic } from './bind-diagnostic.ts';
import type { HiddenTables } from './hidden-tables.ts';
import type { SchemaReader } from './schema-reader.ts';

export interface Bound {
  /** Undefined when the query does not bind. */
  readonly columns: readonly Column[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Binds a query whose parents stand in the shadow. */
export async function bindQuery(
  node: QueryNode | CompiledTest,
  reader: SchemaReader,
  hidden: HiddenTables,
): Promise<Bound> {
  const described = await reader.describe(node.sql);
  if (described.ok) return { columns: described.columns, diagnostics: await hidden.check(node) };
  // A table that is named directly may or may not stand in the shadow yet.
  const named = described.code === 'unknown-relation' ? await hidden.check(node) : [];
  if (named.length > 0) return { columns: undefined, diagnostics: named };
  const nearest = described.code === 'unknown-relation' ? hidden.nearest(described, node) : undefined;
  const failure = nearest === undefined ? described : { ...described, hint: nearest };
  return { columns: undefined, diagnostics: [bindDiagnostic(failure, node)] };
}
