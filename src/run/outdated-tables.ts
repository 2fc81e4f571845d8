import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import type { TableNode } from '../compile/node.ts';
import type { RunTask } from './run-plan.ts';

/** Tables that are read as a release has them, and lack columns that their models have now: the check took them for what they will be. */
export interface OutdatedTables {
  /** Whoever binds a table says which columns it has. */
  tell(node: TableNode, columns: readonly Column[]): void;
  /** What to do about a task that stopped at such a column; undefined when it did not. */
  hintFor(task: Pick<RunTask, 'dependsOn'>, problem: Error): string | undefined;
}

/** @param columns those of every table as the check found them, by unique id */
export function createOutdatedTables(columns: Readonly<Record<string, readonly Column[]>>): OutdatedTables {
  const lacking = new Map<string, { readonly node: TableNode; readonly names: readonly string[] }>();
  return {
    tell(node, has) {
      const names = (columns[node.uniqueId] ?? []).map(({ name }) => name);
      const missing = names.filter(name => findColumn(has, name) === undefined);
      if (missing.length > 0) lacking.set(node.uniqueId, { node, names: missing });
    },
    hintFor({ dependsOn }, { message }) {
      for (const id of dependsOn) {
        const { node, names = [] } = lacking.get(id) ?? {};
        const missing = names.find(name => message.includes(name));
        if (node !== undefined && missing !== undefined)
          return `${node.name} is read as a release has it, which is without "${missing}": select it, too, with what it reads: --select +${node.name}`;
      }
      return undefined;
    },
  };
}
