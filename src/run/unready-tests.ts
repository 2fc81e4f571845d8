import { lakeName } from '../columns/table-name.ts';
import { type CompiledNode, type CompiledTest, isQuery, type TableNode } from '../compile/node.ts';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { Graph } from '../graph/graph.ts';

export interface UnreadyTest {
  readonly test: CompiledTest;
  /** A table that the test reads and that does not exist yet. */
  readonly missing: TableNode;
}

export interface Buildable {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, CompiledNode>;
  /** Unique ids of what is built now. */
  readonly wanted: readonly string[];
  /** Names of the tables in the base release. */
  readonly released: ReadonlySet<string>;
}

/**
 * The tests among `wanted` that cannot run. A test comes along with any of the tables that it reads, so when a part
 * of a new lake is built there are tests whose other tables are neither built now nor published.
 */
export function findUnreadyTests({ graph, nodes, wanted, released }: Buildable): readonly UnreadyTest[] {
  const built = new Set(wanted);
  const known = new Map<string, TableNode | undefined>();
  const missingAt = (id: string): TableNode | undefined => {
    if (!known.has(id)) known.set(id, findMissing(id));
    return known.get(id);
  };
  const findMissing = (id: string): TableNode | undefined => {
    const node = nodes.get(id) as TableNode;
    if (built.has(id) || !isQuery(node)) return undefined;
    if (released.has(lakeName(node.relation))) return undefined;
    return node.config.published ? node : firstMissing(id);
  };
  const firstMissing = (id: string): TableNode | undefined => {
    for (const parent of graph.parents[id] ?? []) {
      const missing = missingAt(parent);
      if (missing !== undefined) return missing;
    }
    return undefined;
  };
  return wanted.flatMap(id => {
    const test = nodes.get(id)!;
    const missing = test.resourceType === 'test' ? firstMissing(id) : undefined;
    return test.resourceType === 'test' && missing !== undefined ? [{ test, missing }] : [];
  });
}

export function unreadyTestWarning({ test, missing }: UnreadyTest): Diagnostic {
  return warning(
    'missing-parent',
    `The test ${test.name} is left out: it reads ${missing.name}, which is not selected and was never built.`,
    { at: test.at, hint: `A build of both runs it, e.g. sparkify build --select +${missing.name}` },
  );
}
