import { isTest } from '../compile/is-test.ts';
import { type CompiledNode, isBuilt, isPublished } from '../compile/node.ts';
import type { StateChange } from '../release/released-state.ts';
import type { TableChange } from '../release/table-change.ts';
import { madeNodes } from './made-nodes.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { NodeResult, NodeStatus } from './run-event.ts';
import type { RunInput } from './run-input.ts';

type Project = Pick<RunInput, 'keeping'>;

/** Of tests and of what is taken over as it is; a table that was computed stands only where it is published. */
const standing: ReadonlySet<NodeStatus> = new Set(['pass', 'warn', 'reused']);

/** What the release of a run is told of the nodes of its project; undefined where nobody says how they are. */
export function stateOfRun(
  { keeping, resumption }: Project & Pick<PreparedRun, 'resumption'>,
  { changes, settled }: { readonly changes: readonly TableChange[]; readonly settled: readonly NodeResult[] },
): StateChange | undefined {
  const unpublished = idsOf(keeping?.nodes.filter(isUnpublished) ?? []);
  const ended = settled
    .filter(
      ({ node, status }) => standing.has(status) || (status === 'success' && unpublished.has(node.uniqueId)),
    )
    .map(({ node }) => node.uniqueId);
  const ids = [...changes.map(({ node }) => node), ...ended, ...(resumption?.standing ?? [])];
  return stateChange(keeping, ids);
}

/** The same of one that writes no tables, before it begins: as it will be where it ends well. */
export function expectedState({
  keeping,
  plan,
  reuse,
  resumption,
}: Project & Pick<PreparedRun, 'plan' | 'reuse' | 'resumption'>): StateChange | undefined {
  const asked = plan.tasks.filter(({ selected, node }) => selected && (isTest(node) || isUnpublished(node)));
  const nodes = [...asked.map(({ node }) => node), ...(reuse?.standing ?? [])];
  return stateChange(keeping, [...idsOf(nodes), ...(resumption?.standing ?? [])]);
}

/** Whether it is a model, or a seed, that is no table of a release. */
export function isUnpublished(node: CompiledNode): boolean {
  return isBuilt(node) && !isPublished(node);
}

function idsOf(nodes: readonly CompiledNode[]): ReadonlySet<string> {
  return new Set(nodes.map(({ uniqueId }) => uniqueId));
}

function stateChange(project: Project['keeping'], ids: readonly string[]): StateChange | undefined {
  if (project?.releasedNodes === undefined) return undefined;
  return { now: project.releasedNodes(), made: madeNodes({ ...project, standing: new Set(ids) }) };
}
