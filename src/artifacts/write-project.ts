import type { LoadedProject } from '../check/checked-project.ts';
import type { ModelLineage } from '../check/lineage/lineage.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Invocation } from './invocation.ts';
import { writeCompiled } from './write-compiled.ts';
import { writeManifest } from './write-manifest.ts';

/** Writes what is known before anything runs: the manifest, and the SQL of `nodes`, whose paths it gives. */
export async function writeProject(
  project: LoadedProject,
  nodes: readonly CompiledNode[],
  invocation: Invocation,
  lineage: readonly ModelLineage[] = [],
): Promise<readonly string[]> {
  const [paths] = await Promise.all([
    writeCompiled(project.config, nodes),
    writeManifest(project, invocation, lineage),
  ]);
  return paths;
}
