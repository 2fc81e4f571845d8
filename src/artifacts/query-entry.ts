import type { CompiledNode, CompiledTest, QueryNode } from '../compile/node.ts';
import { usedMacros } from '../graph/used-macros.ts';
import { compiledPath } from './compiled-path.ts';
import type { ManifestContext } from './manifest-context.ts';

/**
 * What models and tests have in common: they are queries. Their SQL stands in the file that `compiled_path` names, not
 * here, since templates may have put values of the environment into it.
 */
export function queryEntry(node: QueryNode | CompiledTest, rawCode: string, context: ManifestContext) {
  return {
    raw_code: rawCode,
    language: 'sql',
    ...readEntry(node, context),
    compiled_path: compiledPath(context.config, node),
    compiled: true,
    compiled_code: null,
    extra_ctes_injected: true,
    extra_ctes: [],
  };
}

/** What a node reads, in each of dbt's ways. */
export function readEntry(node: CompiledNode, { nodes }: ManifestContext) {
  const { dependsOn } = node;
  const parents = dependsOn.flatMap(id => nodes.get(id) ?? []);
  return {
    refs: parents
      .filter(parent => parent.resourceType !== 'source')
      .map(parent => ({ name: parent.name, package: null, version: null })),
    sources: parents.flatMap(parent =>
      parent.resourceType === 'source' ? [[parent.source, parent.name]] : [],
    ),
    metrics: [],
    depends_on: { macros: usedMacros(node), nodes: dependsOn },
  };
}
