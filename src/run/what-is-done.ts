import type { Resumption } from './prepare-run.ts';
import type { Recipes } from './recipes.ts';
import type { NodeResult, NodeStatus } from './run-event.ts';

const good: ReadonlySet<NodeStatus> = new Set(['success', 'pass', 'warn', 'reused']);

/**
 * Recipes of what ended well, now or in an earlier attempt, so that a retry knows what it need not do. Of a run that
 * has nothing to retry there are none.
 */
export async function whatIsDone(
  results: readonly NodeResult[],
  recipes: Recipes,
  resumption: Resumption | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (results.length > 0 && results.every(({ status }) => good.has(status))) return {};
  const ended = results
    .filter(({ node, status }) => good.has(status) && node.resourceType !== 'operation')
    .map(({ node }) => node.uniqueId);
  const ids = [...new Set([...ended, ...(resumption?.standing ?? [])])].sort();
  return Object.fromEntries(await Promise.all(ids.map(async id => [id, await recipes.of(id)] as const)));
}
