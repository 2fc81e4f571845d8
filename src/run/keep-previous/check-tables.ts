import { type CompiledNode, isTable } from '../../compile/node.ts';
import type { Session } from '../../engines/session.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Release } from '../../release/documents.ts';
import type { RunTables } from '../begin-build.ts';
import { type DeferredTables, deferredNames } from '../defer/deferral.ts';
import { executeRun, type RunContext } from '../execute-run.ts';
import { planRun } from '../plan-run.ts';
import type { RunPlan } from '../run-plan.ts';
import type { TablesCheck } from './keep-previous.ts';

export interface CheckTablesOptions {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  readonly base: Release | undefined;
  /** Tables of another lake that the run reads. */
  readonly deferred: DeferredTables | undefined;
  readonly session: Pick<Session, 'forget'>;
  /** What a plan of tests runs with; nothing of it is told. */
  readonly contextOf: (plan: RunPlan, tables: RunTables) => RunContext;
}

/** Runs tests once more, on the files of tables: those that a run has written, beside those of the release. */
export function createTablesCheck(options: CheckTablesOptions): TablesCheck {
  const { graph, nodes, base, deferred, session } = options;
  const elsewhere = deferredNames(nodes, deferred);
  return async (tests, changes) => {
    if (tests.length === 0) return new Map();
    const names = [...(base?.tables ?? []), ...changes].map(({ name }) => name);
    const plan = planRun({
      ...{ command: 'test', graph, nodes },
      selected: new Set(tests),
      released: new Set([...names, ...elsewhere]),
    });
    // Some of them are still as the run computed them.
    for (const { node } of plan.tasks) if (isTable(node)) await session.forget(node.relation);
    const kept = changes.map(change => ({ change, recipe: '', reads: [] }));
    const written = changes.map(({ name }) => name);
    const reads = names.filter(name => !written.includes(name));
    const results = await executeRun(plan, options.contextOf(plan, { written: [], kept, reads }));
    return new Map(results.map(({ node, status }) => [node.uniqueId, status]));
  };
}
