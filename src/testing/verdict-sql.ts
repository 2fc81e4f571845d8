import type { CompiledTest } from '../compile/node.ts';

/**
 * One row with `failures`, `should_warn` and `should_error`: dbt's query, but for parentheses. What comes before the
 * test's own query stands on its first line, so that the engine counts lines as the query's author does.
 *
 * @see https://github.com/dbt-labs/dbt-adapters/blob/main/dbt-adapters/src/dbt/include/global_project/macros/materializations/tests/helpers.sql
 */
export function verdictSql({ sql, verdict }: Pick<CompiledTest, 'sql' | 'verdict'>): string {
  const failures = `(${ended(verdict.failCalc)})`;
  const shouldWarn = `${failures} ${ended(verdict.warnIf)}`;
  const shouldError = `${failures} ${ended(verdict.errorIf)}`;
  const judged = `select ${failures} as failures, ${shouldWarn} as should_warn, ${shouldError} as should_error`;
  return verdict.limit === undefined
    ? `${judged} from (${sql}\n) as dbt_internal_test`
    : `${judged} from (select * from (${sql}\n) as unlimited limit ${verdict.limit}) as dbt_internal_test`;
}

/** What a user wrote may end in a comment, which a line break ends. */
function ended(text: string): string {
  return text.includes('--') ? `${text}\n` : text;
}
