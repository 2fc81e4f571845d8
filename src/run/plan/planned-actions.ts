import type { PreparedRun } from '../prepare-run.ts';
import type { PlannedAction } from './build-plan.ts';

/** What a run does with each node, by unique id: what it computes and tests in that order, then what it takes over. */
export function plannedActions({
  plan,
  reuse,
}: Pick<PreparedRun, 'plan' | 'reuse'>): ReadonlyMap<string, PlannedAction> {
  const work = plan.tasks.filter(({ kind, node }) => node.resourceType !== 'source' && kind !== 'released');
  return new Map([
    ...work.map(({ node, selected }) => [node.uniqueId, selected ? 'run' : 'serve'] as const),
    ...(reuse?.standing ?? []).map(({ uniqueId }) => [uniqueId, 'reuse'] as const),
  ]);
}
