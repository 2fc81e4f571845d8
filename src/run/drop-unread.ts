import { isTable as isTableNode } from '../compile/node.ts';
import type { Session } from '../engines/session.ts';
import { readsFiles } from './plan-run.ts';
import type { RunTask } from './run-plan.ts';

/**
 * Frees a table's memory as soon as the last task that reads it has ended: what is published lies in files by then.
 * A view with one reader reads nothing before that reader does, so what lies below it stays until then.
 */
export function releaseAfterLastReader(
  tasks: readonly RunTask[],
  session: Pick<Session, 'drop'>,
): { done(task: RunTask): Promise<void> } {
  const byId = new Map(tasks.map(task => [task.id, task]));
  const left = new Map(tasks.map(task => [task.id, task.readers]));

  const hasRead = async (task: RunTask): Promise<void> => {
    for (const id of readBy(task)) {
      const parent = byId.get(id);
      if (parent === undefined) continue;
      left.set(id, left.get(id)! - 1);
      await dropIfUnread(parent);
      if (isLazy(parent) && left.get(id) === 0) await hasRead(parent);
    }
  };
  const dropIfUnread = async (task: RunTask): Promise<void> => {
    if (left.get(task.id) === 0 && isTable(task)) {
      await session.drop(relationOf(task)).catch(() => undefined);
    }
  };

  return {
    async done(task) {
      await dropIfUnread(task);
      if (!isLazy(task) || left.get(task.id) === 0) await hasRead(task);
    },
  };
}

/** Ids of the tasks whose relations a task reads, and of some that only come before it. */
function readBy({ kind, node, dependsOn }: RunTask): readonly string[] {
  if (kind === 'write') return [node.uniqueId];
  if (readsFiles(node)) return [];
  return kind === 'compute' || kind === 'test' ? dependsOn : [];
}

/** Whether it is bound as a view, computed by whoever reads it. */
function isLazy({ kind, node, readers }: RunTask): boolean {
  if (kind !== 'compute' || !('config' in node)) return false;
  const { materialized } = node.config;
  return (materialized === 'view' || materialized === 'ephemeral') && readers <= 1;
}

/** Whether its rows lie in the engine until its last reader has ended. */
export function isTable(task: RunTask): boolean {
  if (task.kind === 'source') return task.readers > 1;
  return task.kind === 'compute' && !isLazy(task);
}

function relationOf({ node }: RunTask) {
  if (!isTableNode(node)) throw new Error(`${node.uniqueId} has no relation`);
  return node.relation;
}
