import type { OutputStream } from '../cli.ts';
import { eventLines, type LineContext } from './event-lines.ts';
import { createLineFlow } from './line-flow.ts';
import { startPhrase } from './node-phrase.ts';
import { renderProgressLine } from './progress-line.ts';
import type { Reporter } from './reporter.ts';

/** Lines for a log file or a CI console: nothing is ever drawn over, so that a start is a line of its own. */
export function createPlainReporter(out: OutputStream, context: LineContext, now: () => Date): Reporter {
  const flow = createLineFlow();
  return {
    report(event) {
      const time = now();
      const lines =
        event.type === 'node-started'
          ? [renderProgressLine({ ...event, time, phrase: startPhrase(event.node) }, context.colors)]
          : eventLines(event, time, context);
      out.write(
        flow(lines)
          .map(line => `${line}\n`)
          .join(''),
      );
    },
    close() {},
  };
}
