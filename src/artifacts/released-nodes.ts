import type { LoadedProject } from '../check/checked-project.ts';
import { usedMacros } from '../graph/used-macros.ts';
import type { ReleasedNode, ReleasedNodes } from '../release/documents.ts';
import { comparedPart } from './compared-part.ts';
import type { ManifestEntry } from './earlier-manifest.ts';
import { withoutSecrets } from './hide-secrets.ts';
import { beginInvocation } from './invocation.ts';
import { macroDigests } from './macro-digests.ts';
import { macroEntries } from './macro-entries.ts';
import { manifestContext } from './manifest-context.ts';
import { entryOf } from './manifest-document.ts';

/** A project with its nodes as releases tell of them, which are looked at when somebody first asks. */
export function withReleasedNodes<T extends LoadedProject>(
  project: T,
): T & { readonly releasedNodes: () => ReleasedNodes } {
  let known: ReleasedNodes | undefined;
  return {
    ...project,
    releasedNodes: () => {
      known ??= releasedNodes(project);
      return known;
    },
  };
}

/**
 * The nodes of a project as a release tells of them, for `nodeChanges` to compare later ones with. As long as a project is the same,
 * so are they: on any machine, for any target, at any time.
 */
export function releasedNodes(project: LoadedProject): ReleasedNodes {
  const context = manifestContext(project, beginInvocation());
  const digests = macroDigests(withoutSecrets(macroEntries(context), project.config.env));
  const nodes = [...context.nodes].map(([id, node]): readonly [string, ReleasedNode] => {
    const entry = comparedPart(node.resourceType, entryOf(node, context) as ManifestEntry);
    const macros = usedMacros(node).flatMap(macro => (macro in digests ? [[macro, digests[macro]!]] : []));
    return [id, { entry, macros: Object.fromEntries(macros) }];
  });
  return withoutSecrets(Object.fromEntries(nodes), project.config.env);
}
