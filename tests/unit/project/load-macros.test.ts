import { readFileSync } from 'node:fs';
import test from 'ava';
import { createImportedText } from '../../../src/project/imported-text.ts';
import { loadMacros } from '../../../src/project/load-macros.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

function load(folder: string, paths: readonly string[]) {
  const files = paths.map(path => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }));
  return loadMacros(folder, files, createImportedText(folder, []));
}

test('every exported function is a macro; other exports are left alone', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'macros/a.ts': `import { wrap } from './lib/wrap.ts';
      export const cents = (column: string): string => wrap(column);
      export const limit = () => 5;
      export const version = 3;`,
    'macros/lib/wrap.ts': 'export const wrap = (text: string) => "(" + text + ") / 100";',
  });
  const { macros, diagnostics } = await load(folder, ['macros/a.ts']);
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    macros.map(macro => [macro.name, macro.path, macro.call('price')]),
    [
      ['cents', 'macros/a.ts', '(price) / 100'],
      ['limit', 'macros/a.ts', '5'],
    ],
  );
});

test('what is not text does not get into SQL', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'm.ts':
      'export const o = () => ({}); export const p = async () => "x"; export const u = () => undefined;',
  });
  const { macros } = await load(folder, ['m.ts']);
  const messages = macros.map(macro => t.throws(() => macro.call(), { instanceOf: TypeError }).message);
  t.deepEqual(messages, [
    'The macro o of m.ts must return a text, not object.',
    'The macro p of m.ts must return a text, not a promise.',
    'The macro u of m.ts must return a text, not undefined.',
  ]);
});

test('a file that cannot be imported is told with its line, and the others are imported', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'macros/a.ts': '\n\n  throw new Error("no network");',
    'macros/b.ts': 'export enum Level { Free }',
    'macros/c.ts': 'export const ok = () => "1";',
  });
  const { macros, diagnostics } = await load(folder, ['macros/a.ts', 'macros/b.ts', 'macros/c.ts']);
  t.deepEqual(
    macros.map(macro => macro.name),
    ['ok'],
  );
  t.deepEqual(
    diagnostics.map(({ code, at }) => [code, at?.file, at?.line]),
    [
      ['bad-module', 'macros/a.ts', 3],
      ['bad-module', 'macros/b.ts', 1],
    ],
  );
  t.is(diagnostics[0]?.message, 'macros/a.ts could not be imported: no network');
});

test('a default export is refused, for it has no name', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'm.ts': 'export default () => "1";' });
  const { macros, diagnostics } = await load(folder, ['m.ts']);
  t.deepEqual(macros, []);
  t.is(diagnostics[0]?.code, 'bad-module');
  t.is(diagnostics[0]?.message, 'm.ts has a default export, which has no name to call it by.');
});

test('a macro may import from sparkify, where no node_modules is near', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'm.ts': `import { duckdb } from 'sparkify'; export const type = () => duckdb().type;`,
  });
  const { macros } = await load(folder, ['m.ts']);
  t.is(macros[0]?.call(), 'duckdb');
});

test('the text of a macro holds what its file imports of the project', async t => {
  const folder = temporaryFolder(t);
  const files = {
    'macros/a.ts': "import { b } from '../lib/b.ts';\nexport const a = () => b;\n",
    'lib/b.ts': 'export const b = 1;\n',
  };
  writeFiles(folder, files);
  const { macros, diagnostics } = await load(folder, ['macros/a.ts']);
  t.deepEqual(diagnostics, []);
  t.is(macros[0]?.text, `${files['macros/a.ts']}\n// lib/b.ts\n${files['lib/b.ts']}`);
});
