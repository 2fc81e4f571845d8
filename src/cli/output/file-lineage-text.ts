import { sourceLabel, tableLabel } from '../../compile/table-label.ts';
import type {
  ExactFiles,
  FileLineage,
  FileOfRows,
  FilesAtMost,
  PartitionFiles,
} from '../../run/file-lineage/file-lineage.ts';
import { partitionLabel } from '../../run/file-lineage/released-partitions.ts';
import type { Colors } from '../colors.ts';
import { renderColumns } from './columns.ts';
import { printableLine } from './printable.ts';
import { renderBytes, renderCount, renderQuantity } from './quantity.ts';

/** The files that rows came from, a block for each partition. */
export function renderFileLineage(lineage: FileLineage, colors: Colors): string {
  const { node, release, partitionColumns, partitions } = lineage;
  const names = partitionColumns.map(column => column.name);
  const blocks: (readonly string[])[] = partitions.map(partition => {
    const label = partitionLabel(names, partition.partition);
    const name = [tableLabel(node), label].filter(text => text !== '').join('  ');
    return partitionLines(printableLine(name), partition, colors);
  });
  if (partitions.length === 0) blocks.push([`${colors.strong(printableLine(tableLabel(node)))}  0 rows`]);
  const head = `As release ${release} holds it:`;
  return [[head], ...blocks].map(lines => `${lines.join('\n')}\n`).join('\n');
}

function partitionLines(
  name: string,
  { rows, rowsComputed = rows, isReleased = true, writtenBy, sources }: PartitionFiles,
  colors: Colors,
): readonly string[] {
  const [noun, last] = [writtenBy.length === 1 ? 'release' : 'releases', writtenBy.at(-1)!];
  const releases = writtenBy.length === 1 ? last : `${writtenBy.slice(0, -1).join(', ')} and ${last}`;
  const made = rowsComputed === rows ? 'other rows' : renderQuantity(rowsComputed, 'row');
  const differs = [
    `  The models make ${made} of it now: they, or the tables that they read, have changed since it was written,`,
    '  or their queries leave a choice. Files that are counted are those of the rows that they make now.',
  ];
  return [
    `${colors.strong(name)}  ${renderQuantity(rows, 'row')}, written by ${noun} ${releases}`,
    ...(isReleased ? [] : differs.map(colors.warn)),
    ...sources.flatMap(told =>
      told.kind === 'exact' ? exactLines(told, colors) : atMostLines(told, colors),
    ),
    ...(sources.length === 0 ? ['  It is made of no source.'] : []),
  ];
}

function exactLines({ source, files }: ExactFiles, colors: Colors): readonly string[] {
  const label = sourceLabel(source);
  if (files.length === 0) return [`  ${label}  no file: none of its rows came from it`];
  return [
    `  ${label}  ${renderQuantity(files.length, 'file')}`,
    ...renderColumns(files.map(fileCells), ['left', 'right', 'right', 'right', 'left']).map((line, index) =>
      files[index]!.read === undefined ? colors.warn(line) : line,
    ),
  ];
}

function fileCells({ path, rows, read }: FileOfRows): readonly string[] {
  const cells = [`    ${printableLine(path)}`, renderQuantity(rows, 'row')];
  if (read === undefined) return [...cells, 'gone: the ledger does not name it'];
  const of = read.rows === null ? '' : `of ${renderQuantity(read.rows, 'record')}`;
  const bad = read.quarantined === 0 ? '' : `, ${renderCount(read.quarantined)} in quarantine`;
  return [...cells, of, renderBytes(read.size), `read by ${read.release}${bad}`];
}

function atMostLines(
  { source, why, hint, files, whyUnknown }: FilesAtMost,
  colors: Colors,
): readonly string[] {
  const label = sourceLabel(source);
  const any = files === undefined ? `files of ${label}` : `any of ${renderQuantity(files, 'file')}`;
  const unknown = whyUnknown && `How many these are at most is not known. ${whyUnknown}`;
  return [
    `  ${label}  ${any}`,
    ...[why, hint, unknown]
      .filter(line => line !== undefined)
      .map(line => colors.faint(`    ${printableLine(line)}`)),
  ];
}
