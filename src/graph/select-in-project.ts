import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { changedFiles } from './changed-files.ts';
import type { Graph } from './graph.ts';
import { type Selection, type SelectOptions, selectNodes } from './select.ts';
import type { SelectableNode } from './selectable-node.ts';
import { parseSelectorsFile, SELECTORS_FILE, type SelectorsFile } from './selectors-file.ts';
import { readFreshnessHistory } from './source-states.ts';

export interface SelectableProject {
  readonly graph: Graph;
  readonly nodes: readonly SelectableNode[];
  readonly config: {
    readonly projectDir: string;
    readonly targetPath: string;
    readonly macroPaths: readonly string[];
  };
}

/** What a command was given. Without `select` everything is meant, unless a selector is the default. */
export type SelectInProjectOptions = Pick<SelectOptions, 'folders'> &
  Partial<Omit<SelectOptions, 'folders' | 'selectors' | 'changedSince' | 'freshness' | 'hasState'>> & {
    /** The folder of artifacts to compare with, absolute or relative to the project. */
    readonly state?: string;
  };

/**
 * Selection with what the project's folder holds: its selectors.yml, and what git says has changed.
 *
 * @throws SparkifyError bad-selection when `git:` or `source_status:` cannot be answered
 */
export function selectInProject(
  { graph, nodes, config }: SelectableProject,
  options: SelectInProjectOptions,
): Selection {
  const { projectDir, macroPaths, targetPath } = config;
  const state = options.state === undefined ? undefined : resolve(projectDir, options.state);
  const selectors = readSelectorsFile(projectDir);
  return selectNodes(graph, nodes, {
    ...options,
    select: options.select ?? [],
    exclude: options.exclude ?? [],
    ...(selectors !== undefined && { selectors }),
    hasState: state !== undefined,
    freshness: () => readFreshnessHistory(join(projectDir, targetPath), state),
    changedSince: branch => ({ ...changedFiles(projectDir, branch), macroFolders: macroPaths }),
  });
}

/** A project with what is wrong with its selectors.yml, whether or not a command uses it, among what is wrong. */
export function withSelectorProblems<
  P extends Pick<SelectableProject, 'config'> & { readonly diagnostics: readonly Diagnostic[] },
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
