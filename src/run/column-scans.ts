import type { CompiledTest } from '../compile/node.ts';
import { defaultVerdict } from '../compile/test-verdict.ts';
import type { OnStatement, Session, TestFindings } from '../engines/session.ts';
import { scanSql } from '../testing/scan-sql.ts';
import type { RunTask } from './run-plan.ts';

/** Reads a column once for all of its tests that only look for rows. */
export interface ColumnScans {
  /** What a test found; undefined when it has to run its own query. */
  findings(test: CompiledTest, onStatement?: OnStatement): Promise<TestFindings | undefined>;
}

/**
 * The first test of a column that is due runs the scan, and the others wait for it: they read nothing but this table, so
 * they are due, too. Where the scan fails, each test runs by itself, and only the one at fault tells of it.
 *
 * A scan for all columns of a table would cost more than it saves: DuckDB reads only the columns that a query names, and
 * evaluates one condition faster than many. docs/performance.md has the figures.
 */
export function createColumnScans(
  tasks: readonly Pick<RunTask, 'kind' | 'node'>[],
  session: Pick<Session, 'judgeAll'>,
): ColumnScans {
  const tests = tasks.flatMap(({ kind, node }) =>
    kind === 'test' && node.resourceType === 'test' && isSimple(node) ? [node] : [],
  );
  const byColumn = Map.groupBy(tests, keyOf);
  const scans = new Map<string, Promise<readonly TestFindings[] | undefined>>();
  return {
    async findings(test, onStatement) {
      const key = keyOf(test);
      const together = byColumn.get(key) ?? [];
      const place = together.indexOf(test);
      if (place === -1 || together.length < 2) return undefined;
      const sql = scanSql(together);
      onStatement?.(sql);
      const scan = scans.get(key) ?? session.judgeAll(sql).catch(() => undefined);
      scans.set(key, scan);
      return (await scan)?.[place];
    },
  };
}

function keyOf({ scan }: CompiledTest): string {
  return `${scan?.from} ${scan?.column}`;
}

/** Whether counting its rows is all that a test asks for, of one table. */
function isSimple({ scan, verdict, dependsOn }: CompiledTest): boolean {
  return (
    scan !== undefined &&
    dependsOn.length === 1 &&
    verdict.failCalc === defaultVerdict.failCalc &&
    verdict.limit === undefined
  );
}
