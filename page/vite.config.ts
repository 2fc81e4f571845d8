import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const folder = import.meta.dirname;

/**
 * One classic script and one style sheet: a page that is opened from a disk can load no modules. `index.html` is copied as
 * it is, since Vite would make modules of its scripts.
 */
export default defineConfig({
  root: folder,
  publicDir: join(folder, 'public'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(folder, '../dist/page'),
    emptyOutDir: true,
    target: 'es2024',
    cssCodeSplit: false,
    reportCompressedSize: false,
    lib: {
      entry: join(folder, 'src/main.tsx'),
      formats: ['iife'],
      name: 'sparkifyPage',
      fileName: () => 'page.js',
      cssFileName: 'page',
    },
  },
  plugins: [
    {
      name: 'copy-index',
      closeBundle: () => copyFileSync(join(folder, 'index.html'), join(folder, '../dist/page/index.html')),
    },
  ],
});
