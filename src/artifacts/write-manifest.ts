import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedProject } from '../check/checked-project.ts';
import type { CompiledNode } from '../compile/node.ts';
import { selectionFolders } from '../config/selection-folders.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { seedChecksum } from './checksum.ts';
import type { Invocation } from './invocation.ts';
import { manifestDocument } from './manifest-document.ts';
import { writeJson } from './write-json.ts';

/**
 * Writes `manifest.json`: what the project consists of, and who reads whom, in dbt's form. Of a broken project, which
 * is known in part only, nothing is written: the manifest before stays.
 */
export async function writeManifest(
  { config, nodes, graph, diagnostics }: LoadedProject,
  invocation: Invocation,
): Promise<void> {
  if (hasErrors(diagnostics)) return;
  const seeds = nodes.filter(node => node.resourceType === 'seed');
  const singular = nodes.filter(node => node.resourceType === 'test' && node.testType === 'singular');
  const context = {
    config,
    invocation,
    folders: selectionFolders(config),
    nodes: new Map(nodes.map(node => [node.uniqueId, node])),
    seeds: await byId(seeds, seed => seedChecksum(config.projectDir, seed.file)),
    singularTests: await byId(singular, test => readText(join(config.projectDir, test.file))),
  };
  await writeJson(config, 'manifest.json', manifestDocument(context, graph));
}

async function byId<T>(
  nodes: readonly CompiledNode[],
  read: (node: CompiledNode) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all(nodes.map(async node => [node.uniqueId, await read(node)] as const)));
}

/** The text of a file that was compiled a moment ago; empty if it went away since. */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
