import { releasedNodes } from '../../artifacts/released-nodes.ts';
import { lakeName } from '../../columns/table-name.ts';
import { isTest } from '../../compile/is-test.ts';
import { isPublished } from '../../compile/node.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { glueCatalog } from '../../deploy/glue/glue-catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { openProjectLake } from '../../release/open-project-lake.ts';
import type { CandidateOutcome } from '../../release/tasks/publish-candidate.ts';
import { madeNodes } from '../../run/made-nodes.ts';
import { requirePlan } from '../../run/plan/approval.ts';
import { withProject } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

export interface PublishedCandidate {
  readonly outcome: CandidateOutcome;
  readonly warnings: readonly Diagnostic[];
}

/** Publishes what tasks added to a candidate, when every table that is selected is among it. */
export async function publishCandidate(
  options: ProjectOptions & Selecting,
  name: string,
): Promise<PublishedCandidate> {
  return withProject(options, async (project, session) => {
    throwOnErrors(project.diagnostics);
    const { config, graph } = project;
    requirePlan({ config, options: { command: 'run' } });
    const { nodes, warnings } = await select(project, options);
    const tests = new Set(project.nodes.filter(isTest).map(({ uniqueId }) => uniqueId));
    const testsOf = (id: string) => (graph.children[id] ?? []).filter(child => tests.has(child));
    const published = project.nodes.filter(isPublished);
    const madeBy = (ids: readonly string[]) => madeNodes({ ...project, standing: new Set(ids) });
    const { lake } = openProjectLake(config, session, undefined, glueCatalog(project));
    const outcome = await lake.publishCandidate({
      name,
      tables: nodes.filter(isPublished).map(({ relation }) => lakeName(relation)),
      tests: Object.fromEntries(published.map(({ uniqueId }) => [uniqueId, testsOf(uniqueId)])),
      stateOf: ({ changes, passed }) => ({
        now: releasedNodes(project),
        made: madeBy([...changes.map(({ node }) => node), ...passed]),
      }),
    });
    return { outcome, warnings: [...project.diagnostics, ...warnings] };
  });
}
