import type { Reference } from '../compile/compiled-project.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Graph } from './graph.ts';

export interface GraphNode {
  readonly uniqueId: string;
  readonly name: string;
  /** Path relative to the project folder. */
  readonly file: string;
  /** Unique ids; those that are not among the nodes are left out of the graph. */
  readonly dependsOn: readonly string[];
}

/**
 * Orders nodes so that parents come before children. Every circle is one diagnostic that prints its path; the order
 * then still holds every node, with the edge that closes the circle ignored. Cost is linear in nodes and edges, but
 * for sorting.
 *
 * @param references where nodes name what they read, by unique id, as far as that is known
 */
export function buildGraph(
  nodes: readonly GraphNode[],
  references: Readonly<Record<string, readonly Reference[]>> = {},
): {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
} {
  const byId = new Map([...nodes].sort(byUniqueId).map(node => [node.uniqueId, node]));
  const parents = parentsOf(byId);
  const { depths, cycles } = walk(parents);
  const order = [...byId.keys()].sort((a, b) => depths.get(a)! - depths.get(b)! || compare(a, b));
  return {
    graph: { order, parents: Object.fromEntries(parents), children: childrenOf(parents) },
    diagnostics: cycles.map(cycle => {
      const [reader, parent] = cycle.slice(-2) as [string, string];
      const closing = references[reader]?.find(({ uniqueId }) => uniqueId === parent);
      return cycleDiagnostic(
        cycle.map(id => byId.get(id)!),
        closing?.at,
      );
    }),
  };
}

function byUniqueId(a: GraphNode, b: GraphNode): number {
  return compare(a.uniqueId, b.uniqueId);
}

/** By code units: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function parentsOf(nodes: ReadonlyMap<string, GraphNode>): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, readonly string[]>();
  for (const [id, node] of nodes) {
    parents.set(id, [...new Set(node.dependsOn)].filter(parent => nodes.has(parent)).sort(compare));
  }
  return parents;
}

function childrenOf(parents: ReadonlyMap<string, readonly string[]>): Graph['children'] {
  const children = new Map<string, string[]>([...parents.keys()].map(id => [id, []]));
  for (const [id, ids] of parents) for (const parent of ids) children.get(parent)!.push(id);
  return Object.fromEntries(children);
}

interface Walk {
  /** Length of the longest path from a node without parents. */
  readonly depths: ReadonlyMap<string, number>;
  /** Each begins and ends with the same id, and each id reads the next. */
  readonly cycles: readonly (readonly string[])[];
}

/** Depth first, on a stack of its own: a chain of ten thousand models must not overflow JavaScript's. */
function walk(parents: ReadonlyMap<string, readonly string[]>): Walk {
  const depths = new Map<string, number>();
  const cycles: string[][] = [];
  const path: { readonly id: string; next: number; depth: number }[] = [];
  const onPath = new Map<string, number>();
  const enter = (id: string) => {
    onPath.set(id, path.length);
    path.push({ id, next: 0, depth: 0 });
  };
  for (const root of parents.keys()) {
    if (!depths.has(root)) enter(root);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const parent = parents.get(step.id)![step.next++];
      if (parent === undefined) {
        depths.set(step.id, step.depth);
        onPath.delete(step.id);
        path.pop();
        const child = path.at(-1);
        if (child !== undefined) child.depth = Math.max(child.depth, step.depth + 1);
      } else if (onPath.has(parent)) {
        cycles.push([...path.slice(onPath.get(parent)).map(({ id }) => id), parent]);
      } else if (depths.has(parent)) {
        step.depth = Math.max(step.depth, depths.get(parent)! + 1);
      } else {
        enter(parent);
      }
    }
  }
  return { depths, cycles };
}

/** @param closing where the last of them names the first */
function cycleDiagnostic(cycle: readonly GraphNode[], closing: SourcePosition | undefined): Diagnostic {
  const [first] = cycle as [GraphNode];
  const message =
    cycle.length === 2
      ? `${first.name} reads itself: ${first.name} -> ${first.name}.`
      : `Models depend on each other in a circle: ${cycle.map(node => node.name).join(' -> ')}.`;
  return errorDiagnostic('cycle', message, {
    at: closing ?? { file: cycle.at(-2)!.file, line: 1, column: 1 },
    hint: `Each of these files reads the next; take one ref() out: ${cycle.map(node => node.file).join(' -> ')}`,
  });
}
