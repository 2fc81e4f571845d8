import type { Column } from '../../columns/column.ts';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { sourceLabel, tableLabel } from '../../compile/table-label.ts';
import type {
  FileLineage,
  FileOfRows,
  PartitionFiles,
  SourceFiles,
} from '../../run/file-lineage/file-lineage.ts';

/** The files that rows came from, as a document for programs. */
export function fileLineageJson(lineage: FileLineage): object {
  const { node, release, partitions } = lineage;
  return {
    table: tableLabel(node),
    node: node.uniqueId,
    release,
    partitions: partitions.map(partition => partitionEntry(partition, lineage)),
  };
}

function partitionEntry(
  { partition, rows, rowsComputed, isReleased, writtenBy, sources }: PartitionFiles,
  { partitionColumns, numeric }: FileLineage,
): object {
  return {
    partition: Object.fromEntries(
      partitionColumns.map((column, place) => [
        column.name,
        jsonValue(partition[place]!, column, numeric[place]!),
      ]),
    ),
    rows,
    rows_computed: rowsComputed ?? null,
    as_released: isReleased ?? null,
    written_by: writtenBy,
    sources: sources.map(sourceEntry),
  };
}

/** All values of a column are of one form, but for NULL. */
function jsonValue(value: PartitionValue, { type }: Column, isNumeric: boolean): PartitionValue | number {
  if (value === null) return null;
  if (type === 'BOOLEAN') return String(value) === 'true';
  return isNumeric ? Number(value) : value;
}

function sourceEntry(told: SourceFiles): object {
  const source = { source: sourceLabel(told.source), node: told.source.uniqueId };
  if (told.kind === 'exact') return { ...source, exact: true, files: told.files.map(fileEntry) };
  const { why, hint = null, files = null, whyUnknown = null, ledger = null } = told;
  return { ...source, exact: false, why, hint, files_at_most: files, why_no_number: whyUnknown, ledger };
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
