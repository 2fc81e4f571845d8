import type { CheckedProject } from '../check/checked-project.ts';
import type { CompiledTest } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { raises, toleratesWarnings, underPolicy } from '../diagnostics/warn-policy.ts';
import type { EmitRunEvent } from './run-event.ts';
import type { RunOptions } from './run-options.ts';

/** A project as a policy takes it: its diagnostics, and its data tests at severity error when their warnings count. */
export function raiseWarnings<Project extends Pick<CheckedProject, 'nodes' | 'diagnostics'>>(
  project: Project,
  policy = toleratesWarnings,
): Project {
  const diagnostics = underPolicy(project.diagnostics, policy);
  if (!raises(policy, 'LogTestResult')) return { ...project, diagnostics };
  const nodes = project.nodes.map(node => (node.resourceType === 'test' ? raisedTest(node) : node));
  return { ...project, nodes, diagnostics };
}

/** A test that fails wherever it would have failed or warned. A severity of warn never asks for error_if. */
function raisedTest(test: CompiledTest): CompiledTest {
  const { failCalc, errorIf, warnIf } = test.verdict;
  const either = errorIf === warnIf ? errorIf : `${errorIf}\nor (${failCalc}\n) ${warnIf}`;
  const failsIf = test.severity === 'warn' ? warnIf : either;
  return { ...test, severity: 'error', verdict: { ...test.verdict, errorIf: failsIf } };
}

/** What a run tells, as a policy takes it. */
export interface WarningWatch {
  readonly emit: EmitRunEvent;
  /** The warnings that were raised to errors so far: with any, nothing is published and the run has failed. */
  readonly raised: readonly Diagnostic[];
}

export function watchWarnings({ emit = () => undefined, warnings }: RunOptions): WarningWatch {
  const raised: Diagnostic[] = [];
  return {
    emit(event) {
      if (event.type !== 'diagnostic') return emit(event);
      for (const diagnostic of underPolicy([event.diagnostic], warnings ?? toleratesWarnings)) {
        if (diagnostic !== event.diagnostic) raised.push(diagnostic);
        emit({ type: 'diagnostic', diagnostic });
      }
    },
    raised,
  };
}
