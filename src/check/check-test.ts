import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import type { CompiledTest } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { bindQuery } from './bind-query.ts';
import { checkComparison } from './check-comparison.ts';
import { checkVerdict } from './check-verdict.ts';
import type { HiddenTables } from './hidden-tables.ts';
import type { SchemaReader } from './schema-reader.ts';

/** Binds the query of a data test, unless its table already has an error that this one would repeat. */
export async function checkTest(
  test: CompiledTest,
  columns: ReadonlyMap<string, readonly Column[]>,
  reader: SchemaReader,
  hidden: HiddenTables,
): Promise<readonly Diagnostic[]> {
  if (!test.dependsOn.every(id => columns.has(id))) return [];
  if (test.attachedTo !== undefined && test.column !== undefined) {
    const found = findColumn(columns.get(test.attachedTo)!, test.column);
    if (found === undefined) return [];
  }
  const refused = checkComparison(test, columns);
  if (refused.length > 0) return refused;
  const { columns: found, diagnostics } = await bindQuery(test, reader, hidden);
  return found === undefined ? diagnostics : [...diagnostics, ...(await checkVerdict(test, reader))];
}
