import { readFileSync } from 'node:fs';

/** Whether this file runs as TypeScript (`src`) or compiled (`dist`). */
const room = import.meta.url.endsWith('.ts') ? 'src' : 'dist';
const packageRoot = new URL('../../', import.meta.url);

/**
 * The URL that `sparkify`, or another of this package's exports, has in the copy that is running; undefined for any
 * other specifier. A project's files must never load a second copy (its own installation, or dist beside src).
 *
 * @param importer the URL of the project's file that asks; its `kysely` and `zod` are sparkify's, too.
 * @example resolveSelf('sparkify') // file:///…/sparkify/dist/index.js
 */
export function resolveSelf(specifier: string, importer?: string): string | undefined {
  const own = ownName(specifier, importer);
  const exported = own === undefined ? undefined : ownExports()[`.${own.slice('sparkify'.length)}`];
  if (exported === undefined) return undefined;
  const running =
    room === 'dist'
      ? exported.default
      : exported.default.replace('./dist/', './src/').replace(/\.js$/, '.ts');
  return new URL(running, packageRoot).href;
}

/** Query builders of two copies do not mix, so that a project's `kysely` is sparkify's, installed there or not. */
function ownName(specifier: string, importer = ''): string | undefined {
  if (specifier === 'sparkify' || specifier.startsWith('sparkify/')) return specifier;
  if (importer === '' || (specifier !== 'kysely' && specifier !== 'zod')) return undefined;
  const isOwn = ['src/', 'dist/', 'node_modules/'].some(folder =>
    importer.startsWith(new URL(folder, packageRoot).href),
  );
  return isOwn ? undefined : `sparkify/${specifier}`;
}

type Exports = Readonly<Record<string, { readonly default: string }>>;
let exportsMap: Exports | undefined;

function ownExports(): Exports {
  exportsMap ??= (
    JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { exports: Exports }
  ).exports;
  return exportsMap;
}
