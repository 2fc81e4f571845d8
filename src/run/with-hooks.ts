import type { TemplateCompiler } from '../compile/compiled-project.ts';
import { compileWithResults, type RunHooks } from '../compile/run-hooks.ts';
import { skipRun } from './execute-run.ts';
import { hookResults } from './hook-results.ts';
import type { NodeResult } from './run-event.ts';
import { type OperationContext, runOperations } from './run-operations.ts';
import type { RunPlan } from './run-plan.ts';

/** A project, as far as its hooks need it. */
export interface RunHooksInput {
  readonly hooks: RunHooks;
  /** Renders those of the end, when it is known how the run went. */
  readonly compiler: TemplateCompiler;
}

interface Surrounded extends Omit<OperationContext, 'now'> {
  readonly plan: RunPlan;
  readonly around?: RunHooksInput;
}

/**
 * Runs `work` between the hooks of a run. When one of its start fails, nothing else of the start runs, and no node.
 * Those of the end run whatever became of the nodes, unless the user has interrupted the run; nothing is published yet.
 */
export async function withHooks(
  { plan, around, ...given }: Surrounded,
  work: () => Promise<readonly NodeResult[]>,
): Promise<readonly NodeResult[]> {
  if (around === undefined) return work();
  const context = { ...given, now: Date.now };
  const before = await runOperations(
    around.hooks.start.map(hook => ({ label: hook, render: () => ({ hook, diagnostics: [] }) })),
    context,
  );
  const broken = before.find(({ status }) => status !== 'success');
  const results = broken === undefined ? await work() : skipRun(plan, `hook ${broken.node.name}`, context);
  const known = [...before, ...results];
  // A run that stopped at its first failure has interrupted the session.
  if (!context.signal.aborted) context.session.resume();
  const after = await runOperations(
    around.hooks.end.map(hook => ({
      label: hook,
      render: () => compileWithResults(hook, around.compiler, hookResults(known)),
    })),
    context,
  );
  return [...known, ...after];
}
