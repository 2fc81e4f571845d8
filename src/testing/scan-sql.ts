import type { CompiledTest } from '../compile/node.ts';

/**
 * One row with `failures`, `should_warn` and `should_error` of each test, one after the other, of tests of one table
 * that have a scan. Only rows that fail some test are counted, so that the engine can pass over what its statistics
 * show to be sound, as it does for a single test.
 */
export function scanSql(tests: readonly CompiledTest[]): string {
  const conditions = tests.map(({ scan }) => scan!.condition);
  const counts = conditions.map(
    (condition, index) => `count(*) filter (where ${condition}) as failures_${index}`,
  );
  const verdicts = tests.map(({ verdict }, index) => {
    const failures = `failures_${index}`;
    return `${failures}, ${failures} ${verdict.warnIf}\n, ${failures} ${verdict.errorIf}\n`;
  });
  return `select ${verdicts.join(', ')}
from (
  select ${counts.join(',\n    ')}
  from ${tests[0]!.scan!.from}
  where ${conditions.map(condition => `(${condition})`).join('\n    or ')}
) as counted`;
}
