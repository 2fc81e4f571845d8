import type { Following } from './incremental/following.ts';
import type { RunPlan } from './run-plan.ts';

/**
 * How many times all of a table is read, by its unique id. Models that follow it look at what changed only; tests that share a scan read it
 * once, and those of the number of rows not at all.
 */
export function countWholeReaders(
  { tasks }: Pick<RunPlan, 'tasks'>,
  following: ReadonlyMap<string, Pick<Following, 'followed'>>,
  adding: ReadonlySet<string>,
): (id: string) => number {
  const readers = new Map<string, Set<string>>();
  for (const { id, kind, node, dependsOn } of tasks) {
    if (kind !== 'compute' && kind !== 'test') continue;
    const followed = adding.has(id) ? following.get(id)?.followed.uniqueId : undefined;
    const test = node.resourceType === 'test' ? node : undefined;
    if (test?.rowLimits !== undefined) continue;
    const reader = test?.scan === undefined ? id : 'scan';
    for (const read of dependsOn) {
      if (read !== followed) readers.set(read, (readers.get(read) ?? new Set()).add(reader));
    }
  }
  return id => readers.get(id)?.size ?? 0;
}
