import type { Column } from '../../columns/column.ts';
import { integerRanges } from '../../columns/integer-ranges.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { sourceLabel, tableLabel } from '../../compile/table-label.ts';
import type {
  FileLineage,
  FileOfRows,
  PartitionFiles,
  SourceFiles,
} from '../../run/file-lineage/file-lineage.ts';

/** The files that rows came from, as a document for programs. */
export function fileLineageJson({ node, release, partitionColumns, partitions }: FileLineage): object {
  return {
    table: tableLabel(node),
    node: node.uniqueId,
    release,
    partitions: partitions.map(partition => partitionEntry(partition, partitionColumns)),
  };
}

function partitionEntry(
  { partition, rows, rowsComputed, writtenBy, sources }: PartitionFiles,
  columns: readonly Column[],
): object {
  return {
    partition: Object.fromEntries(
      columns.map(({ name, type }, place) => [name, jsonValue(partition[place]!, type)]),
    ),
    rows,
    rows_computed: rowsComputed ?? null,
    as_released: rowsComputed === undefined ? null : rowsComputed === rows,
    written_by: writtenBy,
    sources: sources.map(sourceEntry),
  };
}

/** Numbers that JavaScript can hold are numbers. */
function jsonValue(value: PartitionValue, type: string): PartitionValue | number {
  const number = Number(value);
  const isNumber = typeof value === 'string' && type in integerRanges && Number.isSafeInteger(number);
  return isNumber ? number : value;
}

function sourceEntry(told: SourceFiles): object {
  const source = { source: sourceLabel(told.source), node: told.source.uniqueId };
  if (told.kind === 'exact') return { ...source, exact: true, files: told.files.map(fileEntry) };
  const { why, hint = null, files = null, ledger = null } = told;
  return { ...source, exact: false, why, hint, files_at_most: files, ledger };
}

function fileEntry({ path, rows, read }: FileOfRows): object {
  return {
    path,
    rows,
    size: read?.size ?? null,
    etag: read?.etag ?? null,
    modified: read?.modified ?? null,
    rows_read: read?.rows ?? null,
    quarantined: read?.quarantined ?? null,
    read_by: read?.release ?? null,
    gone: read === undefined,
  };
}
