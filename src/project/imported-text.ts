import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { TextFile } from './project.ts';

/** `import … from './x.ts'`, `export … from './x.ts'`, `import './x.ts'`, `import('./x.ts')`; types alone do nothing. */
const imports =
  /\b(?:import|export)\s+(?!type\b)[^'"`;]*?\bfrom\s*['"](?<from>\.{1,2}\/[^'"]+)['"]|\bimport\s*\(?\s*['"](?<bare>\.{1,2}\/[^'"]+)['"]/g;

/**
 * What a TypeScript file takes from other files of the project: their text, each under its path, in the order of paths.
 * It is empty when the file imports packages only.
 */
export type ImportedText = (file: TextFile) => Promise<string>;

/** A file with the paths that it imports. */
type Imported = TextFile & { readonly imports: readonly string[] };

/**
 * For one load of a project: what many of its files import is read once.
 *
 * @param leftOut paths that do not count, such as that of generated types
 */
export function createImportedText(projectDir: string, leftOut: readonly string[]): ImportedText {
  const read = new Map<string, Promise<Imported | undefined>>();
  const fileAt = (path: string) => {
    const file = read.get(path) ?? readImported(projectDir, path);
    read.set(path, file);
    return file;
  };
  return async file => {
    const known = new Set([file.path, ...leftOut]);
    const found: TextFile[] = [];
    const open = [...importsOf(file)];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (known.has(path)) continue;
      known.add(path);
      const imported = await fileAt(path);
      if (imported === undefined) continue;
      found.push(imported);
      open.push(...imported.imports);
    }
    found.sort((a, b) => (a.path < b.path ? -1 : 1));
    return found.map(({ path, text }) => `\n// ${path}\n${text}`).join('');
  };
}

/** Undefined for what is not there, which is said when the file is imported. */
async function readImported(projectDir: string, path: string): Promise<Imported | undefined> {
  const text = await readFile(join(projectDir, path), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { path, text, imports: importsOf({ path, text }) };
}

/** Paths in the project; what lies outside of it is no part of it. */
function importsOf({ path, text }: TextFile): readonly string[] {
  return Array.from(text.matchAll(imports), ({ groups }) =>
    posix.join(posix.dirname(path), (groups!.from ?? groups!.bare)!),
  ).filter(imported => !imported.startsWith('../'));
}
