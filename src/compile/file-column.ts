import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredColumn, SourceTable } from '../project/project.ts';

/** The columns of a source: those of its records, and behind them the one that tells the file of each, where it is asked for. */
export function withFileColumn(table: SourceTable): readonly DeclaredColumn[] {
  const { columns, fileColumn: name, at } = table;
  if (name === null) return columns;
  const listed = columns.find(column => column.name === name);
  const own = listed ?? { name, description: 'The file that the record came from.', tests: [], at };
  return [...recordColumns(table), { ...own, dataType: fileType }];
}

/** The columns that are keys of the records. */
export function recordColumns({ columns, fileColumn }: SourceTable): readonly DeclaredColumn[] {
  return columns.filter(({ name }) => name !== fileColumn);
}

/** A file column may be listed, to be described and tested, but it is text and no key. */
export function checkFileColumn(table: SourceTable): readonly Diagnostic[] {
  const { source, name, fileColumn, columns } = table;
  if (fileColumn === null) return [];
  const isSame = (one: string) => one.toLowerCase() === fileColumn.toLowerCase();
  const what = `The file_column "${fileColumn}" of ${source}.${name}`;
  const refuse = (message: string, hint: string, at = table.at) =>
    errorDiagnostic('bad-property', message, { at, hint });
  return [
    ...recordColumns(table)
      .filter(column => isSame(column.name))
      .map(({ name: column, at }) =>
        refuse(`${what} differs from its column "${column}" in case only.`, 'Call it otherwise.', at),
      ),
    ...columns
      .filter(column => column.name === fileColumn && (column.dataType ?? fileType) !== fileType)
      .map(({ dataType, at }) =>
        refuse(`${what} is declared as ${dataType}, but it is text.`, `Write data_type: ${fileType}.`, at),
      ),
    ...recordColumns(table)
      .filter(column => column.name.toLowerCase() === 'file_index')
      .map(({ at }) =>
        refuse(
          `${what} cannot be told beside a column "file_index", which hides DuckDB's own of that name.`,
          'Leave out file_column, or read the source without that column.',
          at,
        ),
      ),
  ];
}

const fileType = 'VARCHAR';
