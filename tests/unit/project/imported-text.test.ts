import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createImportedText } from '../../../src/project/imported-text.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

/** A project with these files. */
function projectOf(t: ExecutionContext, files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder(t);
  writeFiles(folder, files);
  return {
    folder,
    importedText: createImportedText(folder, ['types.ts']),
    file: (path: string) => ({ path, text: files[path]! }),
    /** What is to be read of files that are imported. */
    textOf: (...paths: readonly string[]) => paths.map(path => `\n// ${path}\n${files[path]}`).join(''),
  };
}

test('what a file imports of the project is read, near or far, but for types and what is left out', async t => {
  const { importedText, file, textOf } = projectOf(t, {
    'macros/a.ts': `import { b } from '../lib/b.ts';
import type { Kind } from '../lib/kind.ts';
import '../types.ts';
import { readFileSync } from 'node:fs';
export const a = (kind: Kind) => b(kind, readFileSync);
`,
    'lib/b.ts': "export { c as b } from './deep/c.ts';\nimport './b.ts';\n",
    'lib/deep/c.ts': "export const c = () => import('../../late.ts');\n",
    'late.ts': 'export default 1;\n',
    'lib/kind.ts': 'export type Kind = string;\n',
    'types.ts': '// generated\nexport {};\n',
  });
  t.is(await importedText(file('macros/a.ts')), textOf('late.ts', 'lib/b.ts', 'lib/deep/c.ts'));
});

test('files that import each other are read once each, and none for itself', async t => {
  const { importedText, file, textOf } = projectOf(t, {
    'a.ts': "import './b.ts';\n",
    'b.ts': "import './c.ts';\n",
    'c.ts': "import './a.ts';\nimport './b.ts';\n",
  });
  t.is(await importedText(file('a.ts')), textOf('b.ts', 'c.ts'));
  t.is(await importedText(file('b.ts')), textOf('a.ts', 'c.ts'));
});

test('what is not there, or outside of the project, is no text', async t => {
  const { importedText, file } = projectOf(t, { 'a.ts': "import './gone.ts';\nimport '../outside.ts';\n" });
  t.is(await importedText(file('a.ts')), '');
});

test('what two files import is read once in a load', async t => {
  const { folder, importedText, file, textOf } = projectOf(t, {
    'a.ts': "import './shared.ts';\n",
    'b.ts': "import './shared.ts';\n",
    'shared.ts': 'export const shared = 1;\n',
  });
  t.is(await importedText(file('a.ts')), textOf('shared.ts'));
  rmSync(join(folder, 'shared.ts'));
  t.is(await importedText(file('b.ts')), textOf('shared.ts'));
});
