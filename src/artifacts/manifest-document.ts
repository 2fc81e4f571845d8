import { createHash } from 'node:crypto';
import type { CompiledNode } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';
import { docsEntries } from './docs-entries.ts';
import { exposureEntry } from './exposure-entry.ts';
import { groupEntries, groupMap } from './group-entries.ts';
import { hookEntry } from './hook-entry.ts';
import { macroEntries } from './macro-entries.ts';
import type { ManifestContext } from './manifest-context.ts';
import { artifactMetadata } from './metadata.ts';
import { modelEntry } from './model-entry.ts';
import { seedEntry } from './seed-entry.ts';
import { selectorEntries } from './selector-entries.ts';
import { snapshotEntry } from './snapshot-entry.ts';
import { sourceEntry } from './source-entry.ts';
import { testEntry } from './test-entry.ts';
import { unitTestEntry } from './unit-test-entry.ts';

/** The manifest of a project in dbt's form, version 12. What sparkify does not have is empty. */
export function manifestDocument(context: ManifestContext, graph: Graph): object {
  const nodes = [...context.nodes.values()].sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1));
  const ofType = (type: CompiledNode['resourceType']) => nodes.filter(node => node.resourceType === type);
  const { start, end } = context.hooks;
  // Hooks of runs stand there, too, as in dbt: with nobody.
  const related = [...nodes, ...start, ...end];
  return {
    metadata: manifestMetadata(context),
    nodes: {
      ...entries(nodes.filter(isExecutable), context),
      ...Object.fromEntries(
        [start, end].flatMap(hooks =>
          hooks.map((hook, index) => [hook.uniqueId, hookEntry(hook, index, context)]),
        ),
      ),
    },
    sources: entries(ofType('source'), context),
    macros: macroEntries(context),
    docs: docsEntries(context),
    exposures: entries(ofType('exposure'), context),
    metrics: {},
    groups: groupEntries(context),
    selectors: selectorEntries(context),
    disabled: disabledEntries(context),
    parent_map: neighbors(related, graph.parents),
    child_map: neighbors(related, graph.children),
    group_map: groupMap(context),
    saved_queries: {},
    semantic_models: {},
    unit_tests: entries(ofType('unit_test'), context),
  };
}

function manifestMetadata({ config, invocation }: ManifestContext): object {
  return {
    ...artifactMetadata('manifest', invocation),
    project_name: config.name,
    project_id: createHash('md5').update(config.name).digest('hex'),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: config.target.type,
    quoting: { database: true, schema: true, identifier: true, column: null },
    run_started_at: invocation.startedAt,
  };
}

/** In dbt several resources may share an id while they are disabled. */
function disabledEntries(context: ManifestContext): Record<string, readonly object[]> {
  const byId = Map.groupBy(context.disabled, node => node.uniqueId);
  return Object.fromEntries(
    [...byId].sort().map(([id, nodes]) => [id, nodes.map(node => entryOf(node, context))]),
  );
}

/** dbt keeps these apart. */
function isExecutable({ resourceType }: CompiledNode): boolean {
  return !['source', 'exposure', 'unit_test'].includes(resourceType);
}

function entries(nodes: readonly CompiledNode[], context: ManifestContext): Record<string, object> {
  return Object.fromEntries(nodes.map(node => [node.uniqueId, entryOf(node, context)]));
}

/** A node, as the manifest holds it. */
export function entryOf(node: CompiledNode, context: ManifestContext): object {
  switch (node.resourceType) {
    case 'model':
      return modelEntry(node, context);
    case 'snapshot':
      return snapshotEntry(node, context);
    case 'seed':
      return seedEntry(node, context);
    case 'test':
      return testEntry(node, context);
    case 'unit_test':
      return unitTestEntry(node, context);
    case 'source':
      return sourceEntry(node, context);
    case 'exposure':
      return exposureEntry(node, context);
  }
}

/** Ids sorted, so that equal projects give equal maps. */
function neighbors(
  nodes: readonly { readonly uniqueId: string }[],
  map: Graph['parents'],
): Record<string, readonly string[]> {
  return Object.fromEntries(nodes.map(({ uniqueId }) => [uniqueId, [...(map[uniqueId] ?? [])].sort()]));
}
