import { selectNodes } from '../../../src/graph/select.ts';
import type { PageProject } from './project.ts';

export interface Selected {
  readonly ids: ReadonlySet<string>;
  /** What is wrong with the text, or that it matches nothing. */
  readonly problem: string | undefined;
}

/**
 * What a selection names, by the very code of `--select`. A word that matches nothing is looked for in names instead, so
 * that one may simply type the part of a name.
 */
export function selectInPage(project: PageProject, text: string): Selected {
  const { selection, results, sources } = project;
  const selectors = new Map(selection.selectors.map(selector => [selector.name, selector]));
  const states = (sources?.results ?? []).map(
    ({ unique_id: id, status }) => [id, { status, maxLoadedAt: undefined }] as const,
  );
  const { parent_map: parents, child_map: children } = project.manifest;
  const { ids, diagnostics } = selectNodes({ order: [], parents, children }, selection.nodes, {
    select: [text],
    exclude: [],
    folders: selection.folders,
    selectors: { selectors, diagnostics: [] },
    lastResults: () => new Map([...results].map(([id, { status }]) => [id, status])),
    freshness: () => ({ current: new Map(states), previous: undefined }),
  });
  if (ids.size > 0) return { ids, problem: undefined };
  const named = /^[\w.-]+$/.test(text) ? namedLike(project, text) : new Set<string>();
  if (named.size > 0) return { ids: named, problem: undefined };
  const [first] = diagnostics;
  return { ids, problem: first && [first.message, first.hint ?? ''].join(' ').trim() };
}

function namedLike({ nodes }: PageProject, text: string): ReadonlySet<string> {
  const wanted = text.toLowerCase();
  const found = [...nodes.values()].filter(({ label }) => label.toLowerCase().includes(wanted));
  return new Set(found.map(({ id }) => id));
}
