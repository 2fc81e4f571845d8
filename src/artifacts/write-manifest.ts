import type { LoadedProject } from '../check/checked-project.ts';
import { selectionFolders } from '../config/selection-folders.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { readSelectorsFile } from '../graph/select-in-project.ts';
import { seedChecksum } from './checksum.ts';
import type { Invocation } from './invocation.ts';
import { manifestDocument } from './manifest-document.ts';
import { writeJson } from './write-json.ts';

/**
 * Writes `manifest.json`: what the project consists of, and who reads whom, in dbt's form. Of a broken project, which
 * is known in part only, nothing is written: the manifest before stays.
 */
export async function writeManifest(
  { config, project, nodes, disabled, hooks, graph, diagnostics }: LoadedProject,
  invocation: Invocation,
): Promise<void> {
  if (hasErrors(diagnostics)) return;
  const seeds = nodes.filter(node => node.resourceType === 'seed');
  const context = {
    config,
    project,
    disabled,
    selectors: readSelectorsFile(config.projectDir),
    invocation,
    hooks,
    folders: selectionFolders(config),
    nodes: new Map(nodes.map(node => [node.uniqueId, node])),
    seeds: new Map(
      await Promise.all(
        seeds.map(async seed => [seed.uniqueId, await seedChecksum(config.projectDir, seed.file)] as const),
      ),
    ),
  };
  await writeJson(config, 'manifest.json', manifestDocument(context, graph));
}
