import type { CheckedProject } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import { lakeName } from '../columns/table-name.ts';
import { isTable, type TableNode } from '../compile/node.ts';
import { databaseName } from '../config/database-name.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { FileCounts } from '../release/file-counts.ts';
import type { Invocation } from './invocation.ts';
import { artifactMetadata } from './metadata.ts';

interface CatalogStat {
  readonly id: string;
  readonly label: string;
  readonly value: string | number | boolean;
  readonly description: string;
  readonly include: boolean;
}

interface Published {
  readonly release: Release | undefined;
  readonly counts?: ReadonlyMap<string, FileCounts> | undefined;
}

/**
 * The catalog of a lake in dbt's form, version 1: what the current release holds of the project's tables, its views,
 * and its sources as they are declared.
 *
 * @param published what the release is, undefined when nothing was published yet, and the files of tables that are many
 */
export function catalogDocument(
  project: Pick<CheckedProject, 'config' | 'nodes' | 'columns'>,
  { release, counts = new Map() }: Published,
  invocation: Invocation,
): object {
  const released = new Map(release?.tables.map(table => [table.name, table]));
  const database = databaseName(project.config);
  const entries = project.nodes.filter(isTable).flatMap(node => {
    const table = released.get(lakeName(node.relation));
    const columns = table?.columns ?? project.columns[node.uniqueId];
    if (columns === undefined || (table === undefined && !isAlwaysThere(node))) return [];
    const stats = table === undefined ? [] : releaseStats(table, counts.get(table.name));
    return [{ node, entry: catalogEntry(node, columns, stats, database) }];
  });
  const ofSources = (wanted: boolean) =>
    Object.fromEntries(
      entries
        .filter(({ node }) => (node.resourceType === 'source') === wanted)
        .map(({ node, entry }) => [node.uniqueId, entry]),
    );
  return {
    metadata: artifactMetadata('catalog', invocation),
    nodes: ofSources(false),
    sources: ofSources(true),
    errors: null,
  };
}

/** Views and sources are no part of a release. */
function isAlwaysThere(node: TableNode): boolean {
  return node.resourceType === 'source' || node.config.materialized === 'view';
}

function catalogEntry(
  node: TableNode,
  columns: readonly Column[],
  released: readonly CatalogStat[],
  database: string,
): object {
  const { schema, name } = node.relation;
  const stats = [hasStats(released.length > 0), ...released];
  return {
    metadata: { type: relationType(node), schema, name, database, comment: null, owner: null },
    columns: Object.fromEntries(
      columns.map((column, index) => [column.name, { ...column, index: index + 1, comment: null }]),
    ),
    stats: Object.fromEntries(stats.map(stat => [stat.id, stat])),
    unique_id: node.uniqueId,
  };
}

function relationType(node: TableNode): string {
  if (node.resourceType === 'source') return 'EXTERNAL TABLE';
  return node.config.materialized === 'view' ? 'VIEW' : 'BASE TABLE';
}

function hasStats(value: boolean): CatalogStat {
  const description = 'Indicates whether there are statistics for this table';
  return { id: 'has_stats', label: 'Has Stats?', value, description, include: false };
}

function releaseStats(
  { rows, bytes, files, version }: ReleasedTable,
  counted: FileCounts | undefined,
): readonly CatalogStat[] {
  return [
    stat('num_rows', 'Rows', rows, 'Rows of the table'),
    stat('num_bytes', 'Bytes', bytes, 'Size of its files together'),
    stat('num_files', 'Files', files, 'How many files it consists of'),
    ...(counted === undefined
      ? []
      : [stat('median_file_bytes', 'Median of files', counted.median, 'Size of the file in the middle')]),
    stat('release', 'Release', version, 'The release that wrote it'),
  ];
}

function stat(id: string, label: string, value: string | number, description: string): CatalogStat {
  return { id, label, value, description, include: true };
}
