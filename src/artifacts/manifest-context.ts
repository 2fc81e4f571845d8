import type { LoadedProject } from '../check/checked-project.ts';
import type { ModelLineage } from '../check/lineage/lineage.ts';
import { type CompiledNode, isTable, type TableNode } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import type { Config } from '../config/config.ts';
import { selectionFolders } from '../config/selection-folders.ts';
import { readSelectorsFile } from '../graph/select-in-project.ts';
import type { SelectorsFile } from '../graph/selectors-file.ts';
import type { Project } from '../project/project.ts';
import { type Checksum, seedChecksum } from './checksum.ts';
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
  /** Of models by unique id, where it is known. */
  readonly lineage: ReadonlyMap<string, ModelLineage>;
}

/** What a project's manifest is made of. Seeds are read for their checksums. */
export function manifestContext(
  { config, project, nodes, disabled, hooks }: LoadedProject,
  invocation: Invocation,
  lineage: readonly ModelLineage[] = [],
): ManifestContext {
  const seeds = nodes.filter(node => node.resourceType === 'seed');
  return {
    config,
    project,
    disabled,
    selectors: readSelectorsFile(config.projectDir),
    invocation,
    hooks,
    folders: selectionFolders(config),
    nodes: new Map(nodes.map(node => [node.uniqueId, node])),
    seeds: new Map(seeds.map(seed => [seed.uniqueId, seedChecksum(config.projectDir, seed.file)])),
    lineage: new Map(lineage.map(model => [model.uniqueId, model])),
  };
}

/** The table that a test is declared on; undefined for a singular test. */
export function attachedTable(
  { nodes }: ManifestContext,
  attachedTo: string | undefined,
): TableNode | undefined {
  const node = attachedTo === undefined ? undefined : nodes.get(attachedTo);
  return node === undefined || !isTable(node) ? undefined : node;
}
