import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { installOnce } from '../helpers/install-once.ts';

const run = promisify(execFile);

/** Two hundred megabytes, so that it is no dependency that everybody installs. */
const VERSION = '12.3.0';

/** What Mermaid makes of the text of an entity-relationship diagram. */
export interface ParsedDiagram {
  getEntities(): ReadonlyMap<string, { readonly attributes: readonly object[] }>;
  getRelationships(): readonly object[];
}

interface Mermaid {
  parse(text: string): Promise<{ readonly diagramType: string }>;
  readonly mermaidAPI: { getDiagramFromText(text: string): Promise<{ readonly db: ParsedDiagram }> };
}

/** Mermaid itself, once for all clones; undefined where it cannot be installed, which in CI is an error. */
export async function installMermaid(): Promise<Mermaid | undefined> {
  try {
    const folder = await installOnce(`mermaid-${VERSION}`, async partial => {
      mkdirSync(partial, { recursive: true });
      writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `mermaid@${VERSION}`], {
        cwd: partial,
      });
    });
    const entry = join(folder, 'node_modules/mermaid/dist/mermaid.core.mjs');
    return ((await import(pathToFileURL(entry).href)) as { readonly default: Mermaid }).default;
  } catch (error) {
    if (process.env.CI) throw error;
    return undefined;
  }
}
