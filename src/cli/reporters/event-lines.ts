import type { RunEvent } from '../../run/run-event.ts';
import { renderDiagnostic } from '../output/diagnostic-text.ts';
import { renderQuantity } from '../output/quantity.ts';
import { registeredLines } from '../output/registered-text.ts';
import { batchPhrase } from './batch-phrase.ts';
import { fetchedLine } from './fetch-lines.ts';
import { newFilesLine } from './new-files-line.ts';
import { finishedPhrase } from './node-phrase.ts';
import type { SummaryContext } from './problem-lines.ts';
import { renderProgressLine } from './progress-line.ts';
import { notPublishedLine, publishedLines, taskEndedLines } from './publish-lines.ts';
import { readingLines } from './reading-lines.ts';
import { retryLines } from './retry-lines.ts';
import { reusedLine } from './reused-line.ts';
import { runHeader } from './run-header.ts';
import { runSummary } from './run-summary.ts';
import { stamp } from './stamp.ts';

const interrupting = 'Interrupting: running queries are being stopped; press Ctrl-C again to quit at once.';

export interface LineContext extends SummaryContext {
  readonly version: string;
}

/**
 * An event as lines that stay, in dbt's look: `HH:MM:SS  message`, an empty line between blocks. A problem shown
 * with its code or rows is a block of its own, without the time, so that it can be copied. Events that only
 * matter while they last (a node starts, a release is being published) give none.
 */
export function eventLines(event: RunEvent, time: Date, context: LineContext): readonly string[] {
  const stamped = (lines: readonly string[]) => stamp(lines, time, context.columns);
  switch (event.type) {
    case 'run-started':
      return [...stamped(runHeader(event, context.version)), ''];
    case 'reading':
    case 'deferred':
      return [...stamped(readingLines(event)), ''];
    case 'retrying':
      return [...stamped(retryLines(event)), ''];
    case 'reused':
      return [...stamped([reusedLine(event)]), ''];
    case 'new-files':
      return stamped([newFilesLine(event)]);
    case 'diagnostic':
      return ['', renderDiagnostic(event.diagnostic, context.colors, context.readText), ''];
    case 'node-finished': {
      const { index, total, result } = event;
      const line = { time, index, total, phrase: finishedPhrase(result) };
      return [renderProgressLine(line, context.colors, context.columns)];
    }
    case 'batch-finished': {
      const { index, total } = event;
      const line = { time, index, total, what: 'Batch', phrase: batchPhrase(event) };
      return [renderProgressLine(line, context.colors, context.columns)];
    }
    case 'quarantined': {
      const { records, source, folder, files } = event.report;
      const where = `${renderQuantity(records, 'record')} of source ${source} from ${renderQuantity(files, 'file')}`;
      return stamped([context.colors.warn(`Quarantined ${where}: see ${folder}`)]);
    }
    case 'cluster':
      return stamped([event.message]);
    case 'fetching':
      return event.objects === event.ofObjects ? stamped([fetchedLine(event)]) : [];
    case 'interrupting':
      return stamped([context.colors.warn(interrupting)]);
    case 'published':
      return ['', ...stamped(publishedLines(event, context.command))];
    case 'not-published':
      return ['', ...stamped([notPublishedLine(event)])];
    case 'registered':
      return stamped(registeredLines(event.registered));
    case 'task-ended':
      return ['', ...stamped(taskEndedLines(event))];
    case 'run-finished':
      return ['', ...runSummary(event, time, context)];
    case 'node-started':
    case 'batch-started':
    case 'publishing':
      return [];
  }
}
