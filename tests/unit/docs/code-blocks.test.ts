import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import type { TemplateCompiler } from '../../../src/compile/compiled-project.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import type { SourceSettings } from '../../../src/config/config.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { readProperties } from '../../../src/project/read-properties.ts';
import { readSnapshotBlocks } from '../../../src/project/snapshot-blocks.ts';
import { connectDuckDb, firstValue } from '../../helpers/duckdb-connection.ts';
import { type CodeBlock, codeBlocks, readPage, readPages } from '../../helpers/markdown.ts';
import { buildConfig, buildProject, buildSource } from '../../helpers/project-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const blocks = readPages().flatMap(codeBlocks);
const settings: SourceSettings = { onBadRecord: 'fail', undeclaredKeys: 'warn' };

/** Statements for DuckDB itself: tests of readers run them. */
const isScript = /^(ATTACH|SET VARIABLE) /m;

test('every block of code says what it is', t => {
  // `yaml` is a properties file, `json` a config; `yml` is for other programs.
  const known = new Set(['sql', 'yaml', 'json', 'yml', 'ts', 'python', 'sh', 'text']);
  t.deepEqual(
    blocks.filter(({ language }) => !known.has(language)).map(({ place }) => place),
    [],
  );
});

for (const block of blocks) {
  if (block.language === 'yaml') {
    test(`${block.place} is a properties file without mistakes`, t => {
      t.deepEqual(readProperties({ path: block.place, text: block.text }, settings).diagnostics, []);
    });
  }
  if (block.language === 'json') {
    test(`${block.place} is a config without mistakes`, async t => {
      const folder = temporaryFolder(t);
      writeFiles(folder, { 'sparkify.config.json': block.text });
      await t.notThrowsAsync(readConfig(join(folder, 'sparkify.config.json')));
    });
  }
  if (block.language === 'ts') {
    test(`${block.place} is TypeScript that Node can load`, t => {
      t.notThrows(() => stripTypeScriptTypes(block.text));
      t.deepEqual(missingExports(block), []);
    });
  }
  if (block.language === 'sql' && !isScript.test(block.text)) {
    test(`${block.place} compiles to SQL that DuckDB parses`, async t => {
      const { sql, diagnostics } = compile(block);
      t.deepEqual(diagnostics, []);
      const connection = await connectDuckDb(t);
      const tree = await firstValue(connection, `SELECT json_serialize_sql('${sql.replaceAll("'", "''")}')`);
      t.false((JSON.parse(String(tree)) as { error: boolean }).error, sql);
    });
  }
}

/** What a block imports from the package and the package does not export. */
function missingExports({ text }: CodeBlock): readonly string[] {
  const index = readPage('src/index.ts').text;
  const lists = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    namesIn(list),
  );
  const functions = [...index.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name]) => name!);
  const exported = new Set([...lists, ...functions]);
  const imports = [...text.matchAll(/import (?:type )?\{([^}]*)\} from 'sparkify'/g)];
  return imports.flatMap(([, list = '']) => namesIn(list)).filter(name => !exported.has(name));
}

function namesIn(list: string): readonly string[] {
  return list.match(/\w+/g) ?? [];
}

/** A block as a model or a snapshot, with every model and source that it names; one that defines a macro or a data test is called for. */
function compile({ text }: CodeBlock) {
  const path = 'models/example.sql';
  const refs = [...text.matchAll(/\bref\('(\w+)'\)/g)].map(([, name]) => [`models/${name}.sql`, ''] as const);
  const sources = [...text.matchAll(/\bsource\('(\w+)', '(\w+)'\)/g)];
  const dataTest = /\{%-? (?:data_)?test (\w+)\(/.exec(text)?.[1];
  const macro = /\{%-? macro (\w+)\((\w+)\)/.exec(text);
  const project = buildProject({
    models: Object.fromEntries([...refs, [path, '']]),
    macros: macro === null && dataTest === undefined ? {} : { 'macros/example.sql': text },
    sources: sources.map(([, source, table]) => buildSource(source!, table!)),
  });
  const compiler = createTemplateCompiler(project, buildConfig());
  if (dataTest !== undefined) return compileDataTest(dataTest, compiler);
  const [snapshot] = readSnapshotBlocks({ path, text }).blocks;
  const query = snapshot?.text ?? text;
  const compiled = compiler.compile({ path, text: macro === null ? query : `select {{ ${macro[1]}('x') }}` });
  return { sql: compiled.sql, diagnostics: [...compiler.diagnostics, ...compiled.diagnostics] };
}

function compileDataTest(name: string, compiler: TemplateCompiler) {
  const dataTest = compiler.tests.get(name)!;
  const needed = dataTest.parameters.filter(({ hasDefault }) => !hasDefault);
  const values = Object.fromEntries(needed.map(parameter => [parameter.name, 'x']));
  const compiled = compiler.compileTest(dataTest, values, { file: 'models/example.yml', line: 1, column: 1 });
  return { sql: compiled.sql, diagnostics: [...compiler.diagnostics, ...compiled.diagnostics] };
}
