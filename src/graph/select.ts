import { didYouMean } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors, warning } from '../diagnostics/diagnostic.ts';
import { type ChangedFiles, changedNodes } from './changed-nodes.ts';
import { chooseCriteria } from './choose-criteria.ts';
import type { FreshnessHistory, LastResults } from './earlier-state.ts';
import { evaluate, type SelectionContext } from './evaluate-selection.ts';
import type { Graph } from './graph.ts';
import type { IndirectSelection } from './indirect-selection.ts';
import type { NodeChanges } from './node-change.ts';
import type { SelectionSpec } from './parse-selection.ts';
import type { ResourceType, SelectableNode } from './selectable-node.ts';
import type { SelectorsFile } from './selectors-file.ts';

export interface SelectOptions {
  /** As on the command line: each text may hold several specs apart from each other by spaces. Empty selects everything. */
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** Model, seed and test paths of the config, relative to the project: folders below them are part of an fqn. */
  readonly folders: readonly string[];
  /** Only these types are part of the result; all when undefined. */
  readonly resourceTypes?: readonly ResourceType[];
  /** When a test comes along with the tables that it reads; `eager` unless said. */
  readonly indirectSelection?: IndirectSelection;
  /** A selector of `selectors`; `select` and `exclude` are ignored beside it. */
  readonly selector?: string;
  /** What selectors.yml holds; nothing unless given. */
  readonly selectors?: SelectorsFile;
  /** What `git:` asks. May throw a SparkifyError. Without it `git:` is refused. */
  readonly changedSince?: (branch: string) => ChangedFiles;
  /** What `source_status:` asks. May throw a SparkifyError. Without it `source_status:` is refused. */
  readonly freshness?: () => FreshnessHistory;
  /** What `result:` asks. May throw a SparkifyError. Without it `result:` is refused. */
  readonly lastResults?: () => LastResults;
  /** What `state:` asks. May throw a SparkifyError. Without it `state:` is refused. */
  readonly changes?: () => NodeChanges;
  /** What `result:` or `state:` selected for a run that is taken up again, and that overwrote what it asked. */
  readonly again?: ReadonlySet<string>;
  /** Whether there is a state to compare with: only then can a source be fresher, or a node be modified. */
  readonly hasState?: boolean;
}

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * dbt's node selection: `[@][N+|+][method:]value[+|+N]`, union by spaces, intersection by commas; selectors of
 * selectors.yml by name.
 *
 * @example
 * selectNodes(graph, nodes, { select: ['stg_events+', 'tag:nightly'], exclude: ['config.materialized:view'], folders: ['models'] })
 */
export function selectNodes(
  graph: Graph,
  nodes: readonly SelectableNode[],
  options: SelectOptions,
): Selection {
  const { criteria, methods, diagnostics } = chooseCriteria(options);
  if (hasErrors(diagnostics)) return { ids: new Set(), diagnostics };
  const asksRun = methods.has('result') || methods.has('state');
  if (options.again !== undefined && asksRun) return { ids: options.again, diagnostics };
  const found = evaluate(criteria, selectionContext(graph, nodes, options));
  const types = new Map(nodes.map(node => [node.uniqueId, node.resourceType]));
  const wanted = (id: string) => options.resourceTypes?.includes(types.get(id)!) ?? true;
  const ids = new Set([...found.ids].filter(wanted));
  const warnings = [...diagnostics, ...found.unmatched.map(spec => unmatched(spec, nodes))];
  if (ids.size === 0 && found.unmatched.length === 0) {
    warnings.push(warning('nothing-selected', 'The selection is empty.'));
  }
  return { ids, diagnostics: warnings };
}

function selectionContext(
  graph: Graph,
  nodes: readonly SelectableNode[],
  {
    folders,
    indirectSelection = 'eager',
    selectors,
    changedSince,
    freshness,
    lastResults,
    changes,
  }: SelectOptions,
): SelectionContext {
  const known = once(() => freshness!());
  const results = once(() => lastResults!());
  const compared = once(() => changes!());
  const context: SelectionContext = {
    graph,
    nodes: new Map(nodes.map(node => [node.uniqueId, node])),
    folders,
    indirect: indirectSelection,
    selectedBy: once(name => evaluate(selectors!.selectors.get(name)!.criteria, context).ids),
    freshness: () => known(''),
    lastResults: () => results(''),
    changes: () => compared(''),
    changedSince: once(branch => changedNodes(nodes, changedSince!(branch))),
  };
  return context;
}

/** Asked for every node, answered once. */
function once<T>(answer: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return name => {
    const known = answers.get(name) ?? answer(name);
    answers.set(name, known);
    return known;
  };
}

function unmatched(spec: SelectionSpec, nodes: readonly SelectableNode[]): Diagnostic {
  const names = nodes.map(node => node.name);
  const hint =
    spec.method === 'state'
      ? 'No node stands so beside what --state names.'
      : didYouMean(spec.value, names, 'See what there is with: sparkify ls');
  return warning('nothing-selected', `"${spec.text}" matches nothing.`, {
    ...(hint !== undefined && { hint }),
    ...(spec.at && { at: spec.at }),
  });
}
