import { readFileSync } from 'node:fs';

/** Whether this file runs as TypeScript (`src`) or compiled (`dist`). */
const room = import.meta.url.endsWith('.ts') ? 'src' : 'dist';
const packageRoot = new URL('../../', import.meta.url);

/**
 * The URL that `sparkify`, or another of this package's exports, has in the copy that is running; undefined for any
 * other specifier. A project's files must never load a second copy (its own installation, or dist beside src).
 *
 * @example resolveSelf('sparkify') // file:///…/sparkify/dist/index.js
 */
export function resolveSelf(specifier: string): string | undefined {
  if (specifier !== 'sparkify' && !specifier.startsWith('sparkify/')) return undefined;
  const exported = ownExports()[`.${specifier.slice('sparkify'.length)}`];
  if (exported === undefined) return undefined;
  const running =
    room === 'dist'
      ? exported.default
      : exported.default.replace('./dist/', './src/').replace(/\.js$/, '.ts');
  return new URL(running, packageRoot).href;
}

type Exports = Readonly<Record<string, { readonly default: string }>>;
let exportsMap: Exports | undefined;

function ownExports(): Exports {
  exportsMap ??= (
    JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { exports: Exports }
  ).exports;
  return exportsMap;
}
