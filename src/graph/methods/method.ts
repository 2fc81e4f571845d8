import type { SelectableNode } from '../selectable-node.ts';

/** A selection method: what stands before the colon in `tag:nightly`. */
export interface SelectionMethod {
  readonly name: string;
  /** Whether a node is meant. `argument` is what follows the method's name after a dot. */
  matches(node: SelectableNode, value: string, argument: string, folders: readonly string[]): boolean;
  /** Why a value or argument can never match, when so. */
  problem?(argument: string, value: string): { readonly message: string; readonly hint: string } | undefined;
}
