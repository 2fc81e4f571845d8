import type { OutputStream } from '../cli.ts';
import { eventLines, type LineContext } from './event-lines.ts';
import { startPhrase } from './node-phrase.ts';
import { renderProgressLine } from './progress-line.ts';
import type { Reporter } from './reporter.ts';

/** Lines for a log file or a CI console: nothing is ever drawn over, so that a start is a line of its own. */
export function createPlainReporter(out: OutputStream, context: LineContext, now: () => Date): Reporter {
  return {
    report(event) {
      const time = now();
      const lines =
        event.type === 'node-started'
          ? [renderProgressLine({ ...event, time, phrase: startPhrase(event.node) }, context.colors)]
          : eventLines(event, time, context);
      if (lines.length > 0) out.write(`${lines.join('\n')}\n`);
    },
    close() {},
  };
}
