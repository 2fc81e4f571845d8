import type { Graph } from './graph.ts';
import type { IndirectSelection } from './indirect-selection.ts';
import { indirectTests } from './indirect-selection.ts';
import { selectionMethods } from './methods/registry.ts';
import { ancestorsOf, descendantsOf } from './neighbors.ts';
import type { Intersection, SelectionSpec } from './parse-selection.ts';
import type { SelectableNode } from './selectable-node.ts';

export interface SelectionContext {
  readonly graph: Graph;
  readonly nodes: readonly SelectableNode[];
  readonly folders: readonly string[];
  readonly indirect: IndirectSelection;
}

export interface Evaluated {
  readonly ids: ReadonlySet<string>;
  /** Specs that matched no node at all. */
  readonly unmatched: readonly SelectionSpec[];
}

/**
 * The union of intersections of specs. As in dbt, a spec is expanded (relatives, then tests) before it takes part in
 * the algebra. A test that lacked parents in each spec alone is looked at again when they stand together.
 */
export function evaluate(
  union: readonly Intersection[],
  context: SelectionContext,
  { whenEmpty }: { readonly whenEmpty: 'everything' | 'nothing' },
): Evaluated {
  const everything = context.nodes.map(node => node.uniqueId);
  if (union.length === 0)
    return { ids: new Set(whenEmpty === 'everything' ? everything : []), unmatched: [] };
  const nodes = new Map(context.nodes.map(node => [node.uniqueId, node]));
  const unmatched: SelectionSpec[] = [];
  const sets = union.map(specs => {
    const expanded = specs.map(spec => {
      const matched = matchedBy(spec, context);
      if (matched.size === 0) unmatched.push(spec);
      return expand(matched, spec, context, nodes);
    });
    return expanded.reduce((all, one) => all.intersection(one));
  });
  const ids = sets.reduce((all, one) => all.union(one));
  for (const test of indirectTests(ids, laterMode(context.indirect), context.graph, nodes)) ids.add(test);
  return { ids, unmatched };
}

function matchedBy(spec: SelectionSpec, context: SelectionContext): Set<string> {
  const { matches } = selectionMethods.get(spec.method)!;
  const matching = context.nodes.filter(node => matches(node, spec.value, spec.argument, context.folders));
  return new Set(matching.map(node => node.uniqueId));
}

function expand(
  matched: ReadonlySet<string>,
  spec: SelectionSpec,
  { graph, indirect }: SelectionContext,
  nodes: ReadonlyMap<string, SelectableNode>,
): Set<string> {
  const ids = new Set(matched)
    .union(ancestorsOf(matched, graph, spec.parents))
    .union(descendantsOf(matched, graph, spec.children));
  if (spec.withRelatives) {
    const descendants = descendantsOf(matched, graph).union(matched);
    for (const id of descendants.union(ancestorsOf(descendants, graph))) ids.add(id);
  }
  for (const test of indirectTests(ids, indirect, graph, nodes)) ids.add(test);
  return ids;
}

/** Eager tests were added spec by spec, and must not return after an intersection dropped them. */
function laterMode(indirect: IndirectSelection): IndirectSelection {
  return indirect === 'eager' ? 'empty' : indirect;
}
