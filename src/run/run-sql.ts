import type { RunHook } from '../compile/hook.ts';
import type { RunnableNode } from '../compile/node.ts';
import type { OnStatement } from '../engines/session.ts';

/** Keeps the SQL that a run hands to the engine, for whoever wants to see it or to run it by hand. */
export interface RunSql {
  /** Gives who is to be told of the statements of a node or hook. What was kept of it before goes with the first one. */
  begin(node: RunnableNode | RunHook): OnStatement;
  /** The same, behind what the run has kept of the node so far. */
  goOn(node: RunnableNode | RunHook): OnStatement;
}

/** Keeps nothing. */
export const noRunSql: RunSql = { begin: () => () => undefined, goOn: () => () => undefined };
