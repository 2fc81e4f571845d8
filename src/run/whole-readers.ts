import type { Following } from './incremental/following.ts';
import type { RunPlan } from './run-plan.ts';

/** By unique id, how many tasks read all of a table: models that follow it look at what changed only. */
export function countWholeReaders(
  { tasks }: Pick<RunPlan, 'tasks'>,
  following: ReadonlyMap<string, Pick<Following, 'followed'>>,
  adding: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id, kind, dependsOn } of tasks) {
    if (kind !== 'compute' && kind !== 'test') continue;
    const followed = adding.has(id) ? following.get(id)?.followed.uniqueId : undefined;
    for (const read of dependsOn) if (read !== followed) counts.set(read, (counts.get(read) ?? 0) + 1);
  }
  return counts;
}
