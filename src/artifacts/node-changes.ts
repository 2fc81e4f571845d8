import type { CompiledNode } from '../compile/node.ts';
import { type NodeChange, type NodeChanges, type StateAspect, stateAspects } from '../graph/node-change.ts';
import { usedMacros } from '../graph/used-macros.ts';
import { comparisons } from './compare-nodes.ts';
import type { EarlierManifest, ManifestEntry } from './earlier-manifest.ts';
import { withoutSecrets } from './hide-secrets.ts';
import { macroDigests } from './macro-digests.ts';
import { macroEntries } from './macro-entries.ts';
import type { ManifestContext } from './manifest-context.ts';
import { entryOf } from './manifest-document.ts';

/**
 * How every node of a project stands beside what it was earlier, by dbt's rules. Values of secret variables are compared as they are
 * written down, hidden; so are those that dbt, or who does not have these variables, has left in a manifest.
 */
export function nodeChanges(before: EarlierManifest, context: ManifestContext): NodeChanges {
  const { env } = context.config;
  const macros = macroDigests(withoutSecrets(macroEntries(context), env));
  const entries = [...context.nodes].map(([id, node]) => [
    id,
    { earlier: before.nodes[id], now: entryOf(node, context) as ManifestEntry },
  ]);
  const compared: Readonly<Record<string, ComparedEntries>> = withoutSecrets(
    Object.fromEntries(entries),
    env,
  );
  return new Map(
    [...context.nodes].map(([id, node]) => {
      const { earlier, now } = compared[id]!;
      const known = before.macrosOf(id);
      const usesChanged = usedMacros(node).some(macro => macro in macros && macros[macro] !== known[macro]);
      return [id, nodeChange(node, earlier, now, usesChanged)];
    }),
  );
}

interface ComparedEntries {
  /** Undefined of what is new. */
  readonly earlier: ManifestEntry | undefined;
  readonly now: ManifestEntry;
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
