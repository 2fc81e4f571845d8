import { type CompiledNode, type CompiledTest, isBuilt, isConstraint } from '../compile/node.ts';
import { defaultVerdict } from '../compile/test-verdict.ts';

/**
 * The columns that never hold NULL, by unique id of their table, in lower case: a constraint or a data test would stop
 * the release. A test that only warns, looks at some rows, or lets some failures pass, promises nothing.
 */
export function notNullColumns(nodes: readonly CompiledNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (table: string, columns: readonly string[]) => {
    const known = found.get(table) ?? new Set();
    for (const column of columns) known.add(column.toLowerCase());
    found.set(table, known);
  };
  for (const node of nodes) {
    if (node.resourceType === 'test') {
      if (promisesNotNull(node) && node.column !== undefined) add(node.attachedTo ?? '', [node.column]);
    } else if (isBuilt(node)) {
      for (const { type, columns } of node.constraints)
        if (type === 'not_null' || type === 'primary_key') add(node.uniqueId, columns);
    }
  }
  return found;
}

function promisesNotNull(test: CompiledTest): boolean {
  const { declaration, severity, verdict } = test;
  if (isConstraint(test) || declaration?.test !== 'not_null' || severity !== 'error') return false;
  const isWhole = declaration.config.where == null && verdict.limit === undefined;
  return (
    isWhole && verdict.errorIf === defaultVerdict.errorIf && verdict.failCalc === defaultVerdict.failCalc
  );
}
