import { lakeName } from '../../columns/table-name.ts';
import type { CompiledModel, CompiledNode } from '../../compile/node.ts';
import { readsNewFiles } from '../../compile/reads-new-files.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import type { Reading } from '../reading.ts';
import type { Following } from './following.ts';

interface Input {
  readonly nodes: readonly CompiledNode[];
  readonly base: Release | undefined;
  /** Whether the run was asked to compute incremental models from scratch. */
  readonly fullRefresh: boolean;
  readonly reading: Reading | undefined;
  /** Whether the target adds nothing to tables. */
  readonly addsNothing: boolean;
  /** The models that can follow a table, by unique id. */
  readonly following: ReadonlyMap<string, Following>;
  /** The other lake that the run may read, as tables tell it. */
  readonly deferredTo: string | undefined;
}

export interface Forms {
  /** All nodes, those that only add what is new with the SQL for that. */
  readonly nodes: readonly CompiledNode[];
  /** Unique ids of these. */
  readonly increments: ReadonlySet<string>;
  /** Unique ids of incremental models that are to be computed from scratch, whatever was made of what. */
  readonly forced: ReadonlySet<string>;
}

/**
 * An incremental model adds what is new where its table is published whole; else it is computed from scratch. So it is when
 * a run reads a part only, since that must not stay in the table.
 */
export function chooseForms({
  nodes,
  base,
  fullRefresh,
  reading,
  addsNothing,
  following,
  deferredTo,
}: Input): Forms {
  const tables = tablesByName(base);
  const incremental = nodes.filter(isIncremental);
  const forced = incremental.filter(({ config }) => config.incremental.fullRefresh ?? fullRefresh);
  const added = incremental.filter(node => {
    const table = tables.get(lakeName(node.relation));
    // What was made of another lake is not to stay beside what is made of this one.
    const isOfHere = table?.deferredTo === undefined || table.deferredTo === deferredTo;
    const isWhole = isOfHere && table !== undefined && table.sample === undefined && reading === undefined;
    if (!isWhole || forced.includes(node)) return false;
    if (node.config.incremental.follows !== null)
      return following.has(node.uniqueId) && table.readTables !== undefined && !addsNothing;
    return !readsNewFiles(node) || (tellsFiles(node, table) && !(addsNothing && isAsFromScratch(node)));
  });
  const increments = new Set(added.map(({ uniqueId }) => uniqueId));
  return {
    nodes: nodes.map(node =>
      increments.has(node.uniqueId) ? { ...node, ...(node as CompiledModel).increment } : node,
    ),
    increments,
    forced: new Set(forced.map(({ uniqueId }) => uniqueId)),
  };
}

/** Whether a table tells which files of its source it was made of: one that read all files before may not. */
function tellsFiles({ dependsOn }: CompiledModel, { readFiles = [] }: ReleasedTable): boolean {
  return readFiles.length === 1 && dependsOn.includes(readFiles[0]!.source);
}

/** From scratch such a model comes out the same, only later. */
function isAsFromScratch({ config }: CompiledModel): boolean {
  return config.incremental.deletedFiles === 'remove';
}

function isIncremental(node: CompiledNode): node is CompiledModel {
  return node.resourceType === 'model' && node.increment !== undefined;
}
