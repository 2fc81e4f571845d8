import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface SourceImport {
  /** Path from the repository's root. */
  readonly target: string;
  /** Erased by the compiler: `import type`, `export type … from`. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path from the repository's root, e.g. `src/run/plan-run.ts`. */
  readonly path: string;
  readonly lines: number;
  /** Without comments. */
  readonly code: string;
  /** Relative imports, static and dynamic. */
  readonly imports: readonly SourceImport[];
}

const root = new URL('../../', import.meta.url).pathname;

/** Every TypeScript file below src/, with what it imports, sorted by path. */
export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => readSourceFile(posix.join('src', path.replaceAll('\\', '/'))))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return { path, lines: text.trimEnd().split('\n').length, code, imports: importsOf(path, code) };
}

const staticImport = /^\s*(?:import|export)\s+(?<type>type\s)?(?:[^;'"]*?\sfrom\s+)?'(?<target>\.[^']+)'/gm;
const dynamicImport = /\bimport\(\s*'(?<target>\.[^']+)'\s*\)/g;

function importsOf(path: string, code: string): readonly SourceImport[] {
  return [...code.matchAll(staticImport), ...code.matchAll(dynamicImport)].map(match => ({
    target: posix.join(posix.dirname(path), match.groups!.target!),
    typeOnly: match.groups!.type !== undefined,
  }));
}
