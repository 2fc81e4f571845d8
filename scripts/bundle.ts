import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles src/ into dist/: an entry for the library and for each of its parts, one for the command line, and a chunk for whatever is imported
 * lazily. Loading four hundred modules one by one costs a short build a fifth of its time.
 *
 * Files that look for the package's folder count on lying two folders below it, in dist/cli or dist/chunks.
 */
const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: ['src/index.ts', 'src/cli/main.ts', 'src/typing/kysely.ts', 'src/typing/zod.ts'].map(path =>
    join(root, path),
  ),
  outbase: join(root, 'src'),
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // Of AWS's packages only their ES modules name what they export.
  mainFields: ['module', 'main'],
  target: 'node22.18',
  // They find their binaries beside themselves.
  external: ['@duckdb/node-bindings', 'minijinja-js'],
  // Bundled CommonJS packages ask for Node's own modules.
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`,
  },
  logLevel: 'warning',
});
