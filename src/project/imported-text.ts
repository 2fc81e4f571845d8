import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { TextFile } from './project.ts';

/** `import … from './x.ts'`, `export … from './x.ts'`, `import './x.ts'`, `import('./x.ts')`; types alone do nothing. */
const imports =
  /\b(?:import|export)\s+(?!type\b)[^'"`;]*?\bfrom\s*['"](?<from>\.{1,2}\/[^'"]+)['"]|\bimport\s*\(?\s*['"](?<bare>\.{1,2}\/[^'"]+)['"]/g;

/**
 * What a TypeScript file takes from other files of the project: their text, each under its path, in the order of paths.
 * It is empty when the file imports packages only.
 *
 * @param leftOut paths that do not count, such as that of generated types
 */
export async function importedText(
  projectDir: string,
  file: TextFile,
  leftOut: readonly string[],
): Promise<string> {
  const known = new Set([file.path, ...leftOut]);
  const found: TextFile[] = [];
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const path of importsOf(next).filter(path => !known.has(path))) {
      known.add(path);
      // What is not there is said when the file is imported.
      const text = await readFile(join(projectDir, path), 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      found.push({ path, text });
      open.push({ path, text });
    }
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return found.map(({ path, text }) => `\n// ${path}\n${text}`).join('');
}

/** Paths in the project; what lies outside of it is no part of it. */
function importsOf({ path, text }: TextFile): readonly string[] {
  return Array.from(text.matchAll(imports), ({ groups }) =>
    posix.join(posix.dirname(path), (groups!.from ?? groups!.bare)!),
  ).filter(imported => !imported.startsWith('../'));
}
