import type { Criteria } from './criteria.ts';
import type { Graph } from './graph.ts';
import { type IndirectSelection, readyTests, testsOf, type WaitingMode } from './indirect-selection.ts';
import type { MethodContext } from './methods/method.ts';
import { selectionMethods } from './methods/registry.ts';
import { ancestorsOf, descendantsOf } from './neighbors.ts';
import type { SelectionSpec } from './parse-selection.ts';
import type { SelectableNode } from './selectable-node.ts';

export interface SelectionContext extends MethodContext {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, SelectableNode>;
  /** For specs that do not say their own. */
  readonly indirect: IndirectSelection;
}

export interface Evaluated {
  readonly ids: ReadonlySet<string>;
  /** Tests that were met, but whose parents are not all there. */
  readonly waiting: ReadonlyMap<string, WaitingMode>;
  /** Specs that matched no node at all. */
  readonly unmatched: readonly SelectionSpec[];
}

/**
 * The nodes that a selection names. As in dbt, a spec is expanded (relatives, then tests) before it takes part in the
 * algebra. Tests that lack parents in each spec alone go through the same algebra apart, and are looked at again
 * wherever specs come together.
 */
export function evaluate(criteria: Criteria, context: SelectionContext): Evaluated {
  if (criteria.kind === 'everything') {
    return { ids: new Set(context.nodes.keys()), waiting: new Map(), unmatched: [] };
  }
  if (criteria.kind === 'spec') return evaluateSpec(criteria.spec, context);
  const operands = criteria.kind === 'difference' ? [criteria.from, criteria.without] : criteria.of;
  const parts = operands.map(operand => evaluate(operand, context));
  const combined = combine(
    parts.map(({ ids }) => ids),
    criteria.kind,
  );
  const reached = combine(
    parts.map(({ ids, waiting }) => ids.union(new Set(waiting.keys()))),
    criteria.kind,
  );
  // Of several modes the first holds: a map keeps the last.
  const modes = new Map(parts.toReversed().flatMap(({ waiting }) => [...waiting]));
  const waiting = new Map(
    [...reached.difference(combined)].flatMap(id => {
      const mode = modes.get(id);
      return mode === undefined ? [] : [[id, mode] as const];
    }),
  );
  return settle(
    combined,
    waiting,
    parts.flatMap(({ unmatched }) => unmatched),
    context,
  );
}

function combine(sets: readonly ReadonlySet<string>[], kind: Criteria['kind']): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = sets;
  if (kind === 'intersection') return others.reduce((all, one) => all.intersection(one), first);
  if (kind === 'difference') return others.reduce((all, one) => all.difference(one), first);
  return new Set(sets.flatMap(set => [...set]));
}

function evaluateSpec(spec: SelectionSpec, context: SelectionContext): Evaluated {
  const { graph, nodes } = context;
  const matched = matchedBy(spec, context);
  const ids = expand(matched, spec, graph);
  const mode = spec.indirect ?? context.indirect;
  const unmatched = matched.size === 0 ? [spec] : [];
  if (mode === 'empty') return { ids, waiting: new Map(), unmatched };
  const tests = testsOf(ids, graph, nodes);
  if (mode === 'eager') return { ids: ids.union(tests), waiting: new Map(), unmatched };
  return settle(ids, new Map([...tests.difference(ids)].map(test => [test, mode])), unmatched, context);
}

function matchedBy(spec: SelectionSpec, context: SelectionContext): ReadonlySet<string> {
  const { matches } = selectionMethods.get(spec.method)!;
  const matching = [...context.nodes.values()].filter(node =>
    matches(node, spec.value, spec.argument, context),
  );
  return new Set(matching.map(node => node.uniqueId));
}

function expand(matched: ReadonlySet<string>, spec: SelectionSpec, graph: Graph): ReadonlySet<string> {
  const ids = matched
    .union(ancestorsOf(matched, graph, spec.parents))
    .union(descendantsOf(matched, graph, spec.children));
  if (!spec.withRelatives) return ids;
  const descendants = descendantsOf(matched, graph).union(matched);
  return ids.union(descendants).union(ancestorsOf(descendants, graph));
}

function settle(
  ids: ReadonlySet<string>,
  waiting: ReadonlyMap<string, WaitingMode>,
  unmatched: readonly SelectionSpec[],
  { graph, nodes }: SelectionContext,
): Evaluated {
  const ready = new Set(readyTests(waiting, ids, graph, nodes));
  const still = new Map([...waiting].filter(([test]) => !ready.has(test)));
  return { ids: ids.union(ready), waiting: still, unmatched };
}
