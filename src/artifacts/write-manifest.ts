import type { LoadedProject } from '../check/checked-project.ts';
import type { ModelLineage } from '../check/lineage/lineage.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Invocation } from './invocation.ts';
import { manifestContext } from './manifest-context.ts';
import { manifestDocument } from './manifest-document.ts';
import { writeJson } from './write-json.ts';

/**
 * Writes `manifest.json`: what the project consists of, and who reads whom, in dbt's form. Of a broken project, which
 * is known in part only, nothing is written: the manifest before stays.
 *
 * @param lineage of models, when their queries were bound
 */
export async function writeManifest(
  project: LoadedProject,
  invocation: Invocation,
  lineage: readonly ModelLineage[] = [],
): Promise<void> {
  if (hasErrors(project.diagnostics)) return;
  const document = manifestDocument(manifestContext(project, invocation, lineage), project.graph);
  await writeJson(project.config, 'manifest.json', document);
}
