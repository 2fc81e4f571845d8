import { basename, extname, posix, relative, sep } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { attachProperties } from './attach-properties.ts';
import type { DeclaredSnapshot } from './declared-snapshots.ts';
import { readDocsBlocks } from './docs-blocks.ts';
import { findDuplicates } from './duplicates.ts';
import { createImportedText } from './imported-text.ts';
import { listFiles } from './list-files.ts';
import { loadMacros } from './load-macros.ts';
import { loadSnapshots } from './load-snapshots.ts';
import { loadTypeScriptModels } from './load-typescript-models.ts';
import type { Project, Properties } from './project.ts';
import { readProperties } from './read-properties.ts';
import { readTextFiles } from './read-text-files.ts';
import { resolveUnitTests } from './resolve-unit-tests.ts';

/**
 * Reads everything in the project's folders. What is wrong with it is in the project's diagnostics; their order, like
 * that of everything else, does not depend on the file system.
 *
 * @throws SparkifyError `unreadable-file`.
 */
export async function loadProject(config: Config): Promise<Project> {
  const paths = await listProject(config);
  const { models, written, macros, functions, tests, ...read } = await readFiles(config, paths);
  const { configFile } = read;
  const importedText = createImportedText(config.projectDir, generated(config));
  const typeScript = await loadMacros(config.projectDir, functions, importedText);
  const documents = read.markdown.map(readDocsBlocks);
  const docs = documents.flatMap(({ blocks }) => blocks);
  const context = { docs: new Map(docs.map(block => [block.name, block.contents])), project: config.name };
  const files = read.yaml.map(file => readProperties(file, config.sources, context));
  const defined = await loadTypeScriptModels(config.projectDir, written, context, importedText);
  const described = files.flatMap(file => file.models);
  const told = {
    models: [...described, ...defined.properties],
    seeds: files.flatMap(file => file.seeds),
    snapshots: files.flatMap(file => file.snapshots),
  };
  const named = {
    models: [...models.map(file => ({ name: nameOf(file.path), ...file })), ...defined.models],
    seeds: paths.seeds.map(path => ({ name: nameOf(path), path })),
    tests: tests.map(file => ({ name: nameOf(file.path), ...file })),
  };
  const withModels = attachProperties('model', named.models, told.models, named.seeds);
  const withSeeds = attachProperties('seed', named.seeds, told.seeds, named.models);
  const snapshots = loadSnapshots(read.blocks, told.snapshots, named.models);
  const unitTests = resolveUnitTests(files, read.fixtures);
  const project = {
    models: withModels.items,
    macros,
    typeScriptMacros: typeScript.macros,
    seeds: withSeeds.items,
    snapshots: snapshots.snapshots,
    singularTests: named.tests,
    sources: files.flatMap(file => file.sources),
    groups: files.flatMap(file => file.groups),
    exposures: files.flatMap(file => file.exposures),
    configFile: { ...configFile, imported: await importedText(configFile) },
    docs,
    macroProperties: files.flatMap(file => file.macros),
    unitTests: unitTests.tests,
  };
  const diagnostics = [
    ...[...documents, ...files, typeScript, defined, withModels, withSeeds, snapshots, unitTests].flatMap(
      part => part.diagnostics,
    ),
    ...duplicates(project, told),
  ];
  return { ...project, diagnostics };
}

/** The texts of all that is read as text. */
async function readFiles(config: Config, paths: Awaited<ReturnType<typeof listProject>>) {
  const read = (list: readonly string[]) => readTextFiles(config.projectDir, list);
  const [[configFile], models, written, macros, functions, tests, yaml, markdown, fixtures, blocks] =
    await Promise.all([
      read([relative(config.projectDir, config.configFile).replaceAll(sep, '/')]),
      read(paths.models),
      read(paths.typeScriptModels),
      read(paths.macros),
      read(paths.typeScriptMacros),
      read(paths.tests),
      read(paths.properties),
      read(paths.docs),
      read(paths.fixtures),
      read(paths.snapshots),
    ]);
  return {
    configFile: configFile!,
    models,
    written,
    macros,
    functions,
    tests,
    yaml,
    markdown,
    fixtures,
    blocks,
  };
}

/** Types that change with every table, and write no SQL. */
function generated({ types }: Config): readonly string[] {
  return [posix.normalize(types.path)];
}

/** Every file of the project by what it is, each list sorted. */
async function listProject(config: Config) {
  const list = (folders: readonly string[]) => listFiles(config.projectDir, folders);
  const [models, macros, seeds, snapshots, tests] = await Promise.all([
    list(config.modelPaths),
    list(config.macroPaths),
    list(config.seedPaths),
    list(config.snapshotPaths),
    list(config.testPaths),
  ]);
  const isIn = (name: string) => (path: string) =>
    config.testPaths.some(folder => isBelow(path, `${folder}/${name}`));
  const [isGeneric, isFixture] = [isIn('generic'), isIn('fixtures')];
  const described = [...new Set([...models, ...macros, ...seeds, ...snapshots])].sort();
  const all = [...new Set([...described, ...tests])].sort();
  return {
    models: models.filter(path => path.endsWith('.sql')),
    typeScriptModels: models.filter(isTypeScript),
    macros: [...macros, ...tests.filter(isGeneric)].filter(path => path.endsWith('.sql')).sort(),
    typeScriptMacros: macros.filter(isTypeScript),
    seeds: seeds.filter(path => path.endsWith('.csv')),
    snapshots: snapshots.filter(path => path.endsWith('.sql')),
    docs: all.filter(path => path.endsWith('.md')),
    tests: tests.filter(path => path.endsWith('.sql') && !isGeneric(path) && !isFixture(path)),
    fixtures: tests.filter(isFixture),
    properties: described.filter(path => /\.ya?ml$/.test(path)),
  };
}

/** dbt keeps the data tests that a project defines in the folder `generic` of its tests, and rows in `fixtures`. */
function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${posix.normalize(folder)}/`);
}

function isTypeScript(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}

/** Of models, seeds, snapshots and sources the compiler tells, which knows what is disabled. */
function duplicates(
  project: Omit<Project, 'diagnostics'>,
  told: Readonly<Record<'models' | 'seeds', readonly Properties[]>> & {
    readonly snapshots: readonly DeclaredSnapshot[];
  },
): readonly Diagnostic[] {
  const inFile = <T extends { name: string; path: string }>(items: readonly T[]) =>
    items.map(({ name, path }) => ({ name, at: fileStart(path) }));
  const [rename, join] = ['Rename one of them.', 'Join the two blocks.'];
  return [
    ...findDuplicates('data test', inFile(project.singularTests), rename),
    ...findDuplicates('macro', inFile(project.typeScriptMacros), rename),
    ...findDuplicates('group', project.groups, rename),
    ...findDuplicates('docs block', project.docs, rename),
    ...findDuplicates('exposure', project.exposures, rename),
    ...findDuplicates('description of model', told.models, join),
    ...findDuplicates('description of seed', told.seeds, join),
    ...findDuplicates(
      'description of snapshot',
      told.snapshots.map(({ properties }) => properties),
      join,
    ),
  ];
}

function fileStart(file: string) {
  return { file, line: 1, column: 1 };
}
