import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import { testMacroPrefix } from '../compile/jinja/instrument.ts';
import { macroId } from '../compile/unique-id.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { changedFiles } from './changed-files.ts';
import { type EarlierRun, selectedBefore } from './earlier-run.ts';
import type { EarlierState } from './earlier-state.ts';
import type { Graph } from './graph.ts';
import { type Selection, type SelectOptions, selectNodes } from './select.ts';
import type { SelectableNode } from './selectable-node.ts';
import { parseSelectorsFile, SELECTORS_FILE, type SelectorsFile } from './selectors-file.ts';

export interface SelectableProject {
  readonly graph: Graph;
  readonly nodes: readonly SelectableNode[];
  readonly compiler: Pick<TemplateCompiler, 'macros' | 'tests'>;
  readonly config: {
    readonly name: string;
    readonly projectDir: string;
    readonly targetPath: string;
    readonly macroPaths: readonly string[];
  };
}

/** What a command was given. Without `select` everything is meant, unless a selector is the default. */
export type SelectInProjectOptions = Pick<SelectOptions, 'folders'> &
  Partial<Pick<SelectOptions, 'select' | 'exclude' | 'resourceTypes' | 'indirectSelection' | 'selector'>> & {
    /** The folder of artifacts to compare with, absolute or relative to the project. */
    readonly state?: string;
    /** What these artifacts say. */
    readonly earlier: EarlierState;
    /** The run that is taken up again. */
    readonly retry?: EarlierRun;
  };

/**
 * Selection with what the project's folder holds: its selectors.yml, what git says has changed, what
 * artifacts of earlier runs say.
 *
 * @throws SparkifyError bad-selection when `git:` cannot be answered, bad-state when a method of earlier runs cannot
 */
export function selectInProject(
  { graph, nodes, config, compiler }: SelectableProject,
  options: SelectInProjectOptions,
): Selection {
  const { projectDir, macroPaths: macroFolders, targetPath } = config;
  const state = options.state === undefined ? undefined : resolve(projectDir, options.state);
  const target = resolve(projectDir, targetPath);
  const selectors = readSelectorsFile(projectDir);
  return selectNodes(graph, nodes, {
    ...options,
    select: options.select ?? [],
    exclude: options.exclude ?? [],
    ...(selectors !== undefined && { selectors }),
    hasState: state !== undefined,
    ...options.earlier,
    ...(options.retry && (state ?? target) === target && { again: selectedBefore(nodes, options.retry) }),
    changedSince: branch => ({
      ...changedFiles(projectDir, branch),
      macroFolders,
      macroFiles: macroFiles(compiler, config.name),
    }),
  });
}

/** Where each macro is defined, by its unique id. */
function macroFiles(
  { macros, tests }: SelectableProject['compiler'],
  project: string,
): ReadonlyMap<string, string> {
  const all = [
    ...macros.values(),
    ...[...tests.values()].map(test => ({ ...test, name: `${testMacroPrefix}${test.name}` })),
  ];
  return new Map(all.map(({ name, at }) => [macroId(project, name), at.file]));
}

/** A project with what is wrong with its selectors.yml, whether or not a command uses it, among what is wrong. */
export function withSelectorProblems<
  P extends { readonly config: { readonly projectDir: string } } & {
    readonly diagnostics: readonly Diagnostic[];
  },
>(project: P): P {
  const diagnostics = [...project.diagnostics, ...selectorProblems(project.config.projectDir)];
  return { ...project, diagnostics };
}

/** What is wrong in the project's selectors.yml, whether or not a command asks for a selector. */
function selectorProblems(projectDir: string): readonly Diagnostic[] {
  return readSelectorsFile(projectDir)?.diagnostics ?? [];
}

/** The project's selectors.yml, when it has one. */
export function readSelectorsFile(projectDir: string): SelectorsFile | undefined {
  const path = join(projectDir, SELECTORS_FILE);
  return existsSync(path) ? parseSelectorsFile(readFileSync(path, 'utf8')) : undefined;
}
