import type { OutputStream } from '../cli.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { logEntry } from './log-entry.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line on stdout, for machines. */
export function createJsonReporter(out: OutputStream, version: string, now: () => Date): Reporter {
  return {
    report(event) {
      out.write(renderJsonLine(logEntry(event, version), now()));
    },
    close() {},
  };
}
