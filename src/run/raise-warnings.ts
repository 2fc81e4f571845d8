import type { CheckedProject } from '../check/checked-project.ts';
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
  const nodes = project.nodes.map(node =>
    node.resourceType === 'test' ? { ...node, severity: 'error' as const } : node,
  );
  return { ...project, nodes, diagnostics };
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
