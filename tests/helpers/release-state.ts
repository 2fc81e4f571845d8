import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { releasedManifest } from '../../src/artifacts/earlier-manifest.ts';
import { beginInvocation } from '../../src/artifacts/invocation.ts';
import { manifestContext } from '../../src/artifacts/manifest-context.ts';
import { nodeChanges } from '../../src/artifacts/node-changes.ts';
import type { NodeChange } from '../../src/graph/node-change.ts';
import type { ReleasedNodes } from '../../src/release/documents.ts';
import { loadProject } from '../../src/sparkify.ts';
import { currentRelease } from './lake-reader.ts';

/** The text of what the current release of a lake says of the nodes that it was made of. */
export function stateText(lake: string): string {
  const { document } = currentRelease(lake)!.state!;
  return gunzipSync(readFileSync(join(lake, document))).toString('utf8');
}

/** How the nodes of a project stand beside what a release says, as the ends of unique ids without hashes; all that `isOf` accepts. */
export async function comparedWith(
  nodes: ReleasedNodes,
  projectDir: string,
  isOf: (change: NodeChange) => boolean = ({ isModified }) => isModified,
): Promise<readonly string[]> {
  const context = manifestContext(await loadProject({ projectDir }), beginInvocation());
  return [...nodeChanges(releasedManifest({ nodes }), context)]
    .filter(([, change]) => isOf(change))
    .map(([id]) => id.replace(/\.[0-9a-f]{10}$/, '').replace(/^(\w+)\.\w+\./, '$1 '))
    .sort();
}

/** The same beside the current release of a lake. */
export function modifiedSince(lake: string, projectDir: string): Promise<readonly string[]> {
  return comparedWith(JSON.parse(stateText(lake)).nodes, projectDir);
}
