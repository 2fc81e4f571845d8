import type { RunHook } from '../compile/hook.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Session } from '../engines/session.ts';
import { nodeResult, type ResultDetails } from './node-result.ts';
import type { EmitRunEvent, NodeLabel, NodeResult, NodeStatus } from './run-event.ts';
import { runHook } from './run-hook.ts';
import type { RunSql } from './run-sql.ts';

export interface OperationContext {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  readonly runSql: RunSql;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A hook, rendered when its turn comes. */
export interface Operation {
  readonly label: RunHook;
  readonly render: () => { readonly hook: RunHook; readonly diagnostics: readonly Diagnostic[] };
}

/** Runs the hooks of one moment of a run in their order, up to the first that fails, as dbt does. */
export async function runOperations(
  operations: readonly Operation[],
  context: OperationContext,
): Promise<readonly NodeResult[]> {
  const results: NodeResult[] = [];
  const total = operations.length;
  for (const [place, operation] of operations.entries()) {
    const index = place + 1;
    const node = labelOf(operation.label);
    const broken = results.find(({ status }) => status !== 'success');
    const stopped = context.signal.aborted || broken !== undefined;
    if (!stopped) context.emit({ type: 'node-started', index, total, node });
    const result = stopped ? skipped(node, broken, context.now()) : await perform(operation, node, context);
    results.push(result);
    context.emit({ type: 'node-finished', index, total, result });
  }
  return results;
}

async function perform(
  { render }: Operation,
  node: NodeLabel,
  context: OperationContext,
): Promise<NodeResult> {
  const { session, signal, now, runSql } = context;
  const startedAt = now();
  const ended = (status: NodeStatus, details: ResultDetails = {}) =>
    nodeResult(node, status, startedAt, now(), details);
  const { hook, diagnostics } = render();
  const [wrong] = diagnostics;
  if (wrong !== undefined) return ended('error', { message: wrong.message, diagnostic: wrong });
  try {
    await runHook(hook, session, `hook ${hook.name}`, runSql.begin(hook));
    return ended('success');
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
    if (signal.aborted && error.code === 'interrupted')
      return ended('interrupted', { message: 'interrupted' });
    const { code, message, hint, at } = error;
    const diagnostic = errorDiagnostic(code, message, {
      ...(at && { at }),
      ...(hint !== undefined && { hint }),
    });
    return ended('error', { message, diagnostic });
  }
}

function labelOf({ uniqueId, name, file, at }: RunHook): NodeLabel {
  return { uniqueId, name, resourceType: 'operation', kind: 'hook', file, at };
}

function skipped(node: NodeLabel, broken: NodeResult | undefined, now: number): NodeResult {
  const message = broken === undefined ? 'the run was stopped' : `because of hook ${broken.node.name}`;
  return nodeResult(node, 'skipped', now, now, { message });
}
