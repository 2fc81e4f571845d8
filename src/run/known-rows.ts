import type { CompiledTest } from '../compile/node.ts';
import { isPlainVerdict } from '../compile/test-verdict.ts';
import type { TestFindings } from '../engines/session.ts';
import type { RunTask } from './run-plan.ts';

/** How many rows tables have, as far as a run has heard of it: nobody needs to count them again. */
export interface KnownRows {
  /** Whoever computes or binds the table of a task says how many rows it has, unless nobody can tell. */
  tell(task: RunTask, rows: number | undefined): void;
  /** What a test finds that asks for the number only; undefined when its query has to run. */
  findings(test: CompiledTest): TestFindings | undefined;
}

/** A hook may change any computed table after it was counted, so with hooks in a plan nothing computed is known. */
export function createKnownRows(tasks: readonly RunTask[]): KnownRows {
  const rowsOf = new Map<string, number>();
  const mayChange = tasks.some(hasHooks);
  return {
    tell({ kind, node }, rows) {
      if (rows === undefined || (kind === 'compute' && mayChange)) return;
      rowsOf.set(node.uniqueId, rows);
    },
    findings({ rowLimits, attachedTo, verdict }) {
      const rows = rowLimits && rowsOf.get(attachedTo!);
      if (rows === undefined || rows < rowLimits!.least || rows > (rowLimits!.most ?? rows)) return undefined;
      // A test that passes returns no row, and what that means is for its config to say.
      return isPlainVerdict(verdict) ? { failures: 0, shouldWarn: false, shouldError: false } : undefined;
    },
  };
}

function hasHooks({ node, selected, kind }: RunTask): boolean {
  return (
    kind === 'compute' && selected && 'hooks' in node && node.hooks.pre.length + node.hooks.post.length > 0
  );
}
