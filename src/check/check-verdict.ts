import type { CompiledTest } from '../compile/node.ts';
import { isPlainVerdict } from '../compile/test-verdict.ts';
import { renderCodeFrame } from '../diagnostics/code-frame.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt } from '../diagnostics/position.ts';
import { verdictSql } from '../testing/verdict-sql.ts';
import type { SchemaReader } from './schema-reader.ts';

/** Binds what a test's fail_calc, warn_if and error_if ask of its rows. The test's own query must bind. */
export async function checkVerdict(test: CompiledTest, reader: SchemaReader): Promise<readonly Diagnostic[]> {
  const { warnIf, errorIf } = test.verdict;
  if (isPlainVerdict(test.verdict)) return [];
  const sql = verdictSql(test);
  const described = await reader.describe(sql);
  if (!described.ok) {
    const { code, message, hint, offset, length } = described;
    const said = `The fail_calc, warn_if or error_if of the test ${test.name} cannot be asked: ${message}`;
    return [
      errorDiagnostic(code, said, {
        at: test.at,
        ...(hint === undefined ? {} : { hint }),
        ...(offset === undefined
          ? {}
          : { compiled: renderCodeFrame(sql, positionAt('', sql, offset, length)) }),
      }),
    ];
  }
  const [, warn, error] = described.columns;
  return [
    ...(warn?.type === 'BOOLEAN' ? [] : [noCondition(test, 'warn_if', warnIf)]),
    ...(error?.type === 'BOOLEAN' ? [] : [noCondition(test, 'error_if', errorIf)]),
  ];
}

function noCondition({ name, at }: CompiledTest, key: string, text: string): Diagnostic {
  return errorDiagnostic(
    'bad-test-argument',
    `The ${key} of the test ${name}, ${text}, is not a condition.`,
    {
      at,
      hint: 'Write what the number of failures is compared to: "> 10".',
    },
  );
}
