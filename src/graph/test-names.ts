import { renderPosition } from '../diagnostics/position.ts';
import type { SelectableNode } from './selectable-node.ts';

/** By unique id, the name that each generic test was declared with: `not_null`. A test stands where its declaration does. */
export function testNames(nodes: readonly SelectableNode[]): ReadonlyMap<string, string> {
  const declarations = nodes.flatMap(({ tests = [], columns = [] }) => [
    ...tests,
    ...columns.flatMap(column => column.tests),
  ]);
  const byPlace = new Map(declarations.map(({ test, at }) => [renderPosition(at), test]));
  return new Map(
    nodes.flatMap(({ uniqueId, testType, at }) => {
      const name = testType === 'generic' && at !== undefined ? byPlace.get(renderPosition(at)) : undefined;
      return name === undefined ? [] : [[uniqueId, name]];
    }),
  );
}
