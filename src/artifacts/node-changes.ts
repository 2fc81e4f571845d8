import type { CompiledNode } from '../compile/node.ts';
import { type NodeChange, type NodeChanges, type StateAspect, stateAspects } from '../graph/node-change.ts';
import { usedMacros } from '../graph/used-macros.ts';
import { comparisons } from './compare-nodes.ts';
import type { EarlierManifest, ManifestEntry } from './earlier-manifest.ts';
import { macroDigests } from './macro-digests.ts';
import { macroEntries } from './macro-entries.ts';
import type { ManifestContext } from './manifest-context.ts';
import { entryOf } from './manifest-document.ts';

/** How every node of a project stands beside what it was earlier, by dbt's rules. */
export function nodeChanges(before: EarlierManifest, context: ManifestContext): NodeChanges {
  const macros = macroDigests(macroEntries(context));
  return new Map(
    [...context.nodes].map(([id, node]) => {
      const now = entryOf(node, context) as ManifestEntry;
      const known = before.macrosOf(id);
      const usesChanged = usedMacros(node).some(macro => macro in macros && macros[macro] !== known[macro]);
      return [id, nodeChange(node, before.nodes[id], now, usesChanged)];
    }),
  );
}

function nodeChange(
  { resourceType }: CompiledNode,
  before: ManifestEntry | undefined,
  now: ManifestEntry,
  usesChanged: boolean,
): NodeChange {
  const { aspects, others } = comparisons[resourceType];
  const macros: readonly StateAspect[] = usesChanged ? ['macros'] : [];
  const had = stateAspects.filter(aspect => aspects[aspect] !== undefined);
  if (before === undefined) return { isNew: true, isModified: true, aspects: new Set([...had, ...macros]) };
  const changed = new Set([...had.filter(aspect => !aspects[aspect]!(before, now)), ...macros]);
  const isModified = changed.size > 0 || others.some(isSame => !isSame(before, now));
  return { isNew: false, isModified, aspects: changed };
}
