import { isTest } from '../compile/is-test.ts';
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
  const ended = settled.filter(({ status }) => standing.has(status)).map(({ node }) => node.uniqueId);
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
  const tests = plan.tasks.map(({ node }) => node).filter(isTest);
  const nodes = [...tests, ...(reuse?.standing ?? [])];
  return stateChange(keeping, [...nodes.map(({ uniqueId }) => uniqueId), ...(resumption?.standing ?? [])]);
}

function stateChange(project: Project['keeping'], ids: readonly string[]): StateChange | undefined {
  if (project?.releasedNodes === undefined) return undefined;
  return { now: project.releasedNodes(), made: madeNodes({ ...project, standing: new Set(ids) }) };
}
