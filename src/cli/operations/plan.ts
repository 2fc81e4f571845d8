import { beginInvocation } from '../../artifacts/invocation.ts';
import { loadState } from '../../artifacts/load-state.ts';
import { planDocument } from '../../artifacts/plan-document.ts';
import type { PlanDocument } from '../../artifacts/plan-schema.ts';
import { tableLabel } from '../../compile/table-label.ts';
import type { Config } from '../../config/config.ts';
import { packageVersion } from '../../config/package-version.ts';
import { parseVars } from '../../config/parse-vars.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { findReuse } from '../../run/find-reuse.ts';
import type { BuildPlan } from '../../run/plan/build-plan.ts';
import { planBuild } from '../../run/plan/plan-build.ts';
import { prepareAsked } from '../../run/prepare-asked.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { renderReason } from '../output/reason-text.ts';
import { withSession } from './with-session.ts';

export interface FoundPlan {
  readonly config: Config;
  readonly plan: BuildPlan;
  readonly document: PlanDocument;
  /** What matched nothing, and warnings of the project. */
  readonly warnings: readonly Diagnostic[];
  /** What a person calls a node, by its unique id. */
  readonly nameOf: (id: string) => string;
}

/** What a build with these options would do, and why. Reads no data, and changes nothing. */
export function plan(options: Omit<RunOptions, 'command'>): Promise<FoundPlan> {
  return withSession(
    options,
    project => project,
    async (project, session) => {
      const invocation = beginInvocation();
      const { config, nodes } = project;
      const earlier = await loadState(project, options.state);
      const asked = await prepareAsked(project, session, { ...options, command: 'build' }, earlier);
      const { prepared, selection, lake } = asked;
      const takesOver = options.reuse ?? config.reuse;
      const { reuse } = takesOver ? prepared : { reuse: undefined };
      const input = { ...project, lake: lake.lake, prepared, takesOver };
      const found = await planBuild({
        ...input,
        reuse:
          reuse ??
          (await findReuse({ ...input, session, filesOf: prepared.filesOf }, prepared.grounds, true)),
      });
      const names = new Map(nodes.map(node => [node.uniqueId, tableLabel(node)]));
      const nameOf = (id: string) => names.get(id) ?? id;
      const labels = new Map(found.nodes.map(({ node }) => [node.uniqueId, node]));
      const document = planDocument(found, {
        ...{ config, invocation, version: packageVersion(), options },
        vars: Object.keys(parseVars(options.vars ?? {})),
        tell: (reason, id) => renderReason(reason, labels.get(id)!, nameOf),
      });
      const warnings = [...project.diagnostics, ...selection.diagnostics];
      return { config, plan: found, document, warnings, nameOf };
    },
  );
}
