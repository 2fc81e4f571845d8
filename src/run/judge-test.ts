import type { CompiledTest } from '../compile/node.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { TestFindings } from '../engines/session.ts';

export interface Judgment {
  readonly status: 'pass' | 'warn' | 'fail';
  /** 0 when the test passes, as in dbt. */
  readonly failures: number;
  /** What the failures met: `!= 0`. Empty when the test passes. */
  readonly condition: string;
}

/**
 * What became of a test, as dbt decides it: severity error asks error_if first, and then, like severity warn, warn_if.
 *
 * @throws SparkifyError when fail_calc gave no whole number
 */
export function judgeTest(test: CompiledTest, findings: TestFindings): Judgment {
  const { severity, verdict } = test;
  const failures = wholeNumber(test, findings.failures);
  if (severity === 'error' && findings.shouldError) {
    return { status: 'fail', failures, condition: verdict.errorIf };
  }
  if (findings.shouldWarn) return { status: 'warn', failures, condition: verdict.warnIf };
  return { status: 'pass', failures: 0, condition: '' };
}

function wholeNumber({ name, at, verdict }: CompiledTest, failures: number | undefined): number {
  if (Number.isInteger(failures)) return failures!;
  const found = failures === undefined ? 'NULL' : String(failures);
  throw new SparkifyError(
    'query-failed',
    `The fail_calc of the test ${name}, ${verdict.failCalc}, gave ${found}, not a whole number.`,
    { at, hint: 'A sum over no rows is NULL: write coalesce(sum(…), 0). Round what may be a fraction.' },
  );
}
