import type { FreshnessHistory, LastResults } from '../earlier-state.ts';
import type { NodeChanges } from '../node-change.ts';
import type { SelectableNode } from '../selectable-node.ts';

/** What methods may ask that a node alone does not say. */
export interface MethodContext {
  /** Folders below which names of folders are part of an fqn. */
  readonly folders: readonly string[];
  /** Unique ids that a selector of selectors.yml names. */
  readonly selectedBy: (selector: string) => ReadonlySet<string>;
  /** Unique ids of what changed since the branch left this one. */
  readonly changedSince: (branch: string) => ReadonlySet<string>;
  /** How fresh sources are and were. */
  readonly freshness: () => FreshnessHistory;
  /** How nodes ended in an earlier run. */
  readonly lastResults: () => LastResults;
  /** What is not as an earlier manifest has it. */
  readonly changes: () => NodeChanges;
}

/** A selection method: what stands before the colon in `tag:nightly`. */
export interface SelectionMethod {
  readonly name: string;
  /** Whether a node is meant. `argument` is what follows the method's name after a dot. */
  matches(node: SelectableNode, value: string, argument: string, context: MethodContext): boolean;
  /** Why a value or argument can never match, when so. */
  problem?(argument: string, value: string): { readonly message: string; readonly hint: string } | undefined;
}
