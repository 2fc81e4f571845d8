import { withoutComments } from '../../columns/without-comments.ts';
import type { CompiledText } from '../../compile/compiled-project.ts';
import { locate } from '../../compile/locate.ts';
import { splitStatements } from '../../compile/sql-statement.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { findPlace, QueryError } from '../../engines/query-error.ts';
import type { QueryResult, Session } from '../../engines/session.ts';

export interface StatementsResult {
  /** How many statements ran. */
  readonly count: number;
  /** Rows of the last one, when it is a query. */
  readonly rows: QueryResult | undefined;
}

const queries = new Set([
  ...['select', 'with', 'from', 'values', 'table', 'describe', 'show', 'summarize', 'explain'],
  ...['call', 'pivot', 'unpivot', 'pragma'],
]);

/**
 * Runs what a macro has written, one statement after the other.
 *
 * @param limit how many rows of the last one at most; negative for all
 * @throws SparkifyError with the place of what failed in the macro
 */
export async function runStatements(
  compiled: CompiledText,
  session: Session,
  limit: number,
): Promise<StatementsResult> {
  const statements = splitStatements(compiled.sql);
  let rows: QueryResult | undefined;
  let offset = 0;
  for (const sql of statements) {
    offset = compiled.sql.indexOf(sql, offset);
    const isQuery = queries.has(/^\(*(\w*)/.exec(withoutComments(sql))![1]!.toLowerCase());
    try {
      const result = await session.execute(sql, isQuery && limit >= 0 ? limit : undefined);
      rows = isQuery || result.columns.length > 1 ? result : undefined;
    } catch (error) {
      throw placed(error, compiled, sql, offset);
    }
    offset += sql.length;
  }
  return { count: statements.length, rows };
}

/** DuckDB's words for writing into a view, which is what a table of a release is. */
const writesView =
  /is not an? table|Can only (?:update|delete from|modify)|Existing object .+ is of type View/;

function placed(error: unknown, { map, sql }: CompiledText, statement: string, offset: number): unknown {
  if (!(error instanceof SparkifyError)) return error;
  const found = error instanceof QueryError && error.place ? findPlace(statement, error.place) : undefined;
  const hint = writesView.test(error.message)
    ? 'What ref() and source() name is there to be read: published tables change by a build only. Write a model, or its post_hook.'
    : error.hint;
  const at = map.segments.length === 0 ? undefined : locate(map, sql, offset + (found ?? 0));
  return new SparkifyError(error.code, error.message, {
    ...(at && { at }),
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}
