import type { Column } from '../../columns/column.ts';
import type { SourceScanner } from '../../source/scan-files.ts';
import { misfitFilesSql } from './checked-records-sql.ts';
import { parseSourceReadError } from './source-read-error.ts';

type Query = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/**
 * Finds the files of one source that DuckDB cannot read as its columns say. Other errors of the query pass through.
 *
 * @param prepare told of files before they are read
 */
export function createSourceScanner(
  query: Query,
  columns: readonly Column[],
  prepare: (files: readonly string[]) => Promise<void> = async () => undefined,
): SourceScanner {
  return {
    async scan(files) {
      if (files.length === 0) return { ok: true, faulty: [] };
      await prepare(files);
      try {
        const rows = await query(misfitFilesSql(files, columns));
        return { ok: true, faulty: rows.map(([file]) => String(file)).sort() };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const problem = parseSourceReadError(message);
        if (problem === undefined) throw error;
        return { ok: false, file: problem.file, message };
      }
    },
  };
}
