import type { OutputStream } from '../cli.ts';
import { renderDiagnostic } from '../output/diagnostic-text.ts';
import { isFailure, problemLines, type SummaryContext } from './problem-lines.ts';
import type { Reporter } from './reporter.ts';

/** Errors only, as they come, on stderr. */
export function createQuietReporter(err: OutputStream, context: SummaryContext): Reporter {
  return {
    report(event) {
      if (event.type === 'diagnostic' && event.diagnostic.severity === 'error') {
        err.write(`${renderDiagnostic(event.diagnostic, context.colors, context.readText)}\n`);
      }
      if (event.type === 'node-finished' && isFailure(event.result.status)) {
        err.write(`${problemLines(event.result, context).join('\n')}\n`);
      }
    },
    close() {},
  };
}
