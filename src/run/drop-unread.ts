import type { Session } from '../engines/session.ts';
import type { RunTask } from './run-plan.ts';

/**
 * Frees a table's memory as soon as the last task that reads it has ended: what is published lies in files by then.
 */
export function releaseAfterLastReader(
  tasks: readonly RunTask[],
  session: Session,
): { done(task: RunTask): Promise<void> } {
  const byId = new Map(tasks.map(task => [task.id, task]));
  const left = new Map(tasks.map(task => [task.id, task.readers]));

  const dropIfUnread = async (task: RunTask): Promise<void> => {
    if (left.get(task.id) !== 0 || !isTable(task) || task.node.resourceType === 'test') return;
    await session.drop(task.node.relation).catch(() => undefined);
  };

  return {
    async done(task) {
      await dropIfUnread(task);
      for (const id of readBy(task)) {
        const parent = byId.get(id);
        if (parent === undefined) continue;
        left.set(id, left.get(id)! - 1);
        await dropIfUnread(parent);
      }
    },
  };
}

/** Ids of the tasks whose relations a task reads. */
function readBy({ kind, node }: RunTask): readonly string[] {
  if (kind === 'write') return [node.uniqueId];
  return kind === 'compute' || kind === 'test' ? node.dependsOn : [];
}

function isTable(task: RunTask): boolean {
  if (task.kind === 'source') return task.readers > 1;
  if (task.kind !== 'compute' || !('config' in task.node)) return false;
  const { materialized } = task.node.config;
  return materialized === 'view' || materialized === 'ephemeral' ? task.readers > 1 : true;
}
