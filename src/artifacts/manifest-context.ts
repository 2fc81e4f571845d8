import { type CompiledNode, isTable, type TableNode } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import type { Config } from '../config/config.ts';
import type { SelectorsFile } from '../graph/selectors-file.ts';
import type { Project } from '../project/project.ts';
import type { Checksum } from './checksum.ts';
import type { Invocation } from './invocation.ts';

/** What the entries of a manifest are made of, besides their nodes. */
export interface ManifestContext {
  readonly config: Config;
  readonly project: Project;
  /** What is switched off. */
  readonly disabled: readonly CompiledNode[];
  /** The project's selectors.yml, when it has one. */
  readonly selectors: SelectorsFile | undefined;
  /** Folders that count in an fqn. */
  readonly folders: readonly string[];
  readonly invocation: Invocation;
  /** Every node by unique id. */
  readonly nodes: ReadonlyMap<string, CompiledNode>;
  readonly hooks: RunHooks;
  /** Checksums of seeds by unique id. */
  readonly seeds: ReadonlyMap<string, Checksum>;
}

/** The table that a test is declared on; undefined for a singular test. */
export function attachedTable(
  { nodes }: ManifestContext,
  attachedTo: string | undefined,
): TableNode | undefined {
  const node = attachedTo === undefined ? undefined : nodes.get(attachedTo);
  return node === undefined || !isTable(node) ? undefined : node;
}
