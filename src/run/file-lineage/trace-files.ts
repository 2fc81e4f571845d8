import type { CheckedProject } from '../../check/checked-project.ts';
import type { TablesInput } from '../../check/lineage/carried-files/carried-tables.ts';
import { LineageIndex } from '../../check/lineage/lineage-index.ts';
import { traceQueries } from '../../check/lineage/trace-lineage.ts';
import { findColumn } from '../../columns/find-column.ts';
import { lakeName } from '../../columns/table-name.ts';
import { type BuiltNode, isQuery, isTable, type TableNode } from '../../compile/node.ts';
import type { Session } from '../../engines/session.ts';
import type { Release, ReleasedTable } from '../../release/documents.ts';
import type { OpenedLake } from '../../release/open-project-lake.ts';
import { defineForQuery } from '../define-for-query.ts';
import { askedPartitions } from './asked-partitions.ts';
import type { FileLineage } from './file-lineage.ts';
import { partitionFiles } from './partition-files.ts';
import { isNumeric, releasedPartitions } from './released-partitions.ts';
import { type ToldFiles, tellFiles } from './tell-files.ts';
import { TracedTables } from './traced-tables.ts';
import { unrepeatableQueries } from './unrepeatable-queries.ts';

export interface TraceFilesInput {
  readonly project: CheckedProject;
  readonly session: Session;
  readonly lake: OpenedLake;
  readonly release: Release;
  readonly node: BuiltNode;
  /** The table of the node in the release. */
  readonly table: ReleasedTable;
  /** As of `askedPartitions`. */
  readonly partition: string | undefined;
}

/**
 * Tells which files of sources the rows of a published table came from. Tables of the release and its ledgers are read, source
 * files are not.
 *
 * @throws SparkifyError 'bad-usage' where the table has no such partition
 */
export async function traceFiles(input: TraceFilesInput): Promise<FileLineage> {
  const { project, session, lake, release, node, table } = input;
  const released = releasedPartitions(await lake.lake.files(table));
  const partitionColumns = table.partitionColumns.map(name => findColumn(table.columns, name)!);
  const { asked, partitions } = askedPartitions(input.partition, table, released);
  const nodes = withAncestors(node, project.nodes.filter(isTable));
  await defineForQuery(project.hooks.start, session);
  const known = await knownTables(nodes, input);
  const reader = await session.createShadow();
  const traced = new TracedTables({ session, reader, lake, release }, ({ uniqueId }) =>
    known.trees.get(uniqueId),
  );
  const sources = nodes
    .filter(each => each.resourceType === 'source')
    .toSorted((left, right) => (left.uniqueId < right.uniqueId ? -1 : 1));
  const { projectDir } = project.config;
  const shared = { ...input, known, traced, asked, partitions, partitionColumns, projectDir };
  const told: ToldFiles[] = [];
  for (const source of sources) {
    told.push(await tellFiles({ ...shared, source }));
  }
  return {
    node,
    release: release.release,
    partitionColumns,
    numeric: partitionColumns.map(({ type }, place) => isNumeric(type, place, released)),
    partitions: partitions.map(partition => partitionFiles(partition, told)),
  };
}

/** A table and all that it is made of, nearest first. */
function withAncestors(node: TableNode, nodes: readonly TableNode[]): readonly TableNode[] {
  const byId = new Map(nodes.map(each => [each.uniqueId, each]));
  const found = new Set([node]);
  for (const each of found) {
    for (const id of each.dependsOn) {
      const parent = byId.get(id);
      if (parent !== undefined) found.add(parent);
    }
  }
  return [...found];
}

async function knownTables(
  nodes: readonly TableNode[],
  { project, session, release }: TraceFilesInput,
): Promise<TablesInput> {
  const queries = nodes.filter(isQuery);
  const trees = await session.parser.syntaxTrees(
    queries.map(({ sql }) => sql),
    { keepsEmpty: true },
  );
  const lineages = await traceQueries(queries, project, session.parser);
  const tables = new Map(release.tables.map(table => [table.name, table]));
  return {
    nodes,
    columns: project.columns,
    released: ({ relation, resourceType }) =>
      resourceType === 'source' ? undefined : tables.get(lakeName(relation))?.columns,
    lineages: new LineageIndex(lineages),
    trees: new Map(queries.map(({ uniqueId }, index) => [uniqueId, trees[index]])),
    unrepeatable: await unrepeatableQueries(nodes, project.hooks, session),
  };
}
