import { didYouMean } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors, warning } from '../diagnostics/diagnostic.ts';
import { evaluate } from './evaluate-selection.ts';
import type { Graph } from './graph.ts';
import type { IndirectSelection } from './indirect-selection.ts';
import { parseSelection } from './parse-selection.ts';
import type { ResourceType, SelectableNode } from './selectable-node.ts';

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
}

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * dbt's node selection: `[@][N+|+][method:]value[+|+N]`, union by spaces, intersection by commas.
 *
 * @example
 * selectNodes(graph, nodes, { select: ['stg_events+', 'tag:nightly'], exclude: ['config.materialized:view'], folders: ['models'] })
 */
export function selectNodes(
  graph: Graph,
  nodes: readonly SelectableNode[],
  options: SelectOptions,
): Selection {
  const select = parseSelection(options.select);
  const exclude = parseSelection(options.exclude);
  const bad = [...select.diagnostics, ...exclude.diagnostics];
  if (hasErrors(bad)) return { ids: new Set(), diagnostics: bad };

  const context = { graph, nodes, folders: options.folders, indirect: options.indirectSelection ?? 'eager' };
  const included = evaluate(select.union, context, { whenEmpty: 'everything' });
  const excluded = evaluate(exclude.union, context, { whenEmpty: 'nothing' });
  const types = new Map(nodes.map(node => [node.uniqueId, node.resourceType]));
  const wanted = (id: string) => options.resourceTypes?.includes(types.get(id)!) ?? true;
  const ids = new Set([...included.ids].filter(id => !excluded.ids.has(id) && wanted(id)));

  const diagnostics = [...included.unmatched, ...excluded.unmatched].map(value => unmatched(value, nodes));
  if (ids.size === 0 && diagnostics.length === 0) {
    diagnostics.push(warning('nothing-selected', 'The selection is empty.'));
  }
  return { ids, diagnostics };
}

function unmatched(
  spec: { readonly text: string; readonly value: string },
  nodes: readonly SelectableNode[],
): Diagnostic {
  const hint = didYouMean(
    spec.value,
    nodes.map(node => node.name),
    'See what there is with: sparkify ls',
  );
  return warning('nothing-selected', `"${spec.text}" matches nothing.`, hint === undefined ? {} : { hint });
}
