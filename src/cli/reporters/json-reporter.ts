import type { OutputStream } from '../cli.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { logEntry } from './log-entry.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line, for machines; with `quiet` only what failed. */
export function createJsonReporter(
  out: OutputStream,
  version: string,
  now: () => Date,
  quiet = false,
): Reporter {
  return {
    report(event) {
      const entry = logEntry(event, version);
      if (!quiet || entry.level === 'error') out.write(renderJsonLine(entry, now()));
    },
    close() {},
  };
}
