import { isDeepStrictEqual as isEqual } from 'node:util';
import { type PartitionValue, partitionKey } from '../../columns/partition-value.ts';
import { changesRelation } from '../../columns/relation.ts';
import { lakeName } from '../../columns/table-name.ts';
import { followsTable } from '../../compile/follows-table.ts';
import type { BuiltNode, CompiledModel, CompiledNode } from '../../compile/node.ts';
import type { TableChanges } from '../../engines/session.ts';
import type { Graph } from '../../graph/graph.ts';
import type { DataFile, Release, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { tablesByName } from '../../release/proof.ts';
import type { TableChange } from '../../release/table-change.ts';
import type { DataAccess } from '../../storage/data-access.ts';
import { readableFiles } from '../../storage/readable-files.ts';
import { findBehind } from '../behind.ts';
import type { DeferredTables } from '../defer/deferral.ts';

/** A model that follows a table, and what it reads of the lake. */
export interface Following {
  /** With the query for all of it. */
  readonly model: CompiledModel;
  readonly followed: BuiltNode;
  /** The other tables, read directly or through views. */
  readonly others: readonly BuiltNode[];
}

/** All models that follow a table, by unique id. */
export function findFollowing(
  nodes: readonly CompiledNode[],
  graph: Pick<Graph, 'parents'>,
): ReadonlyMap<string, Following> {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  return new Map(
    nodes.flatMap(model => {
      if (!followsTable(model)) return [];
      const tables = findBehind([model.uniqueId], graph, byId).built;
      const followed = tables.find(({ name }) => name === model.config.incremental.follows);
      if (followed === undefined) return [];
      const others = tables.filter(table => table !== followed);
      return [[model.uniqueId, { model, followed, others }] as const];
    }),
  );
}

/** Those of them that read no other lake: what changed between two lakes nobody can tell. */
export function withoutDeferred(
  following: ReadonlyMap<string, Following>,
  deferred: DeferredTables | undefined,
): ReadonlyMap<string, Following> {
  const isElsewhere = ({ uniqueId }: BuiltNode) => deferred?.tables.has(uniqueId) ?? false;
  return new Map(
    [...following].filter(([, { followed, others }]) => ![followed, ...others].some(isElsewhere)),
  );
}

export interface ChangesInput {
  readonly base: Release;
  readonly lake: Pick<Lake, 'files'>;
  readonly data: Pick<DataAccess, 'address'>;
  /** What this run, or the attempt that it goes on with, made of a table, by unique id; undefined where it is as it was. */
  readonly changeOf: (id: string) => TableChange | undefined;
}

/**
 * What changed of a followed table since the model's own table was made of it. Undefined where that cannot be told, or
 * where another table that the model reads is not what it was: then all of it has to be computed.
 */
export async function findChanges(
  { model, followed, others }: Following,
  { base, lake, data, changeOf }: ChangesInput,
): Promise<TableChanges | undefined> {
  const asItWas = tablesAsTheyWere(model, tablesByName(base));
  for (const node of others) {
    const table = asItWas(node);
    if (table === undefined || (await changedFiles(table, changeOf(node.uniqueId), lake)) !== 'none')
      return undefined;
  }
  const table = asItWas(followed);
  if (table === undefined) return undefined;
  const changed = await changedFiles(table, changeOf(followed.uniqueId), lake);
  if (changed === 'all') return undefined;
  const { before, partitions } = changed === 'none' ? { before: [], partitions: [] } : changed;
  const { format, columns, partitionColumns } = table;
  return {
    relation: changesRelation(followed.relation, model.name),
    table: followed.relation,
    partitions,
    before: { format, columns, partitionColumns, files: readableFiles(before, data) },
  };
}

/** Gives the released table of a node if it is the one that the model's own table was made of. */
export function tablesAsTheyWere(
  model: BuiltNode,
  tables: ReadonlyMap<string, ReleasedTable>,
): (node: BuiltNode) => ReleasedTable | undefined {
  const own = tables.get(lakeName(model.relation));
  const versions = new Map(own?.readTables?.map(({ name, version }) => [name, version]));
  return ({ relation }) => {
    const table = tables.get(lakeName(relation));
    return table !== undefined && table.version === versions.get(table.name) ? table : undefined;
  };
}

interface ChangedFiles {
  /** Of the release, in partitions that are others now. */
  readonly before: readonly DataFile[];
  readonly partitions: readonly (readonly PartitionValue[])[];
}

async function changedFiles(
  table: ReleasedTable,
  change: TableChange | undefined,
  lake: Pick<Lake, 'files'>,
): Promise<ChangedFiles | 'none' | 'all'> {
  if (change === undefined) return 'none';
  const isOther = !isEqual(change.columns, table.columns) || change.sample !== undefined;
  if (isOther || !isEqual(change.partitionColumns, table.partitionColumns)) return 'all';
  const files = await lake.files(table);
  const before = Map.groupBy(files, file => partitionKey(file.partition));
  const after = Map.groupBy(change.files, file => partitionKey(file.partition));
  const pathsIn = (group: readonly Pick<DataFile, 'path'>[] = []) => group.map(({ path }) => path).sort();
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const changed = keys.filter(key => !isEqual(pathsIn(before.get(key)), pathsIn(after.get(key))));
  if (changed.length === 0) return 'none';
  return {
    before: changed.flatMap(key => before.get(key) ?? []),
    partitions: changed.map(key => (after.get(key) ?? before.get(key))![0]!.partition),
  };
}

/** Tables of models that follow others, with what they were made of. */
export function withTablesRead(
  changes: readonly TableChange[],
  following: ReadonlyMap<string, Following>,
): readonly TableChange[] {
  return changes.map(change => {
    const found = change.sample === undefined ? following.get(change.node) : undefined;
    if (found === undefined) return change;
    return { ...change, readTables: [found.followed, ...found.others].map(node => lakeName(node.relation)) };
  });
}
