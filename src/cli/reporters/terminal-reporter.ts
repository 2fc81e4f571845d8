import type { NodeLabel, RunEvent } from '../../run/run-event.ts';
import type { OutputStream } from '../cli.ts';
import { truncate } from '../output/display-width.ts';
import { renderClock, renderQuantity, renderSeconds } from '../output/quantity.ts';
import { eventLines, type LineContext } from './event-lines.ts';
import type { EventOf } from './event-of.ts';
import { fetchingLine } from './fetch-lines.ts';
import { createLineFlow } from './line-flow.ts';
import { LiveRegion } from './live-region.ts';
import { runningPhrase } from './node-phrase.ts';
import { renderLiveLine } from './progress-line.ts';
import type { Reporter } from './reporter.ts';

/** Ten frames a second read as motion and cost nothing. */
const frameMilliseconds = 100;

/** As wide as the time and its two spaces. */
const indent = ' '.repeat(10);

interface RunningNode {
  readonly node: NodeLabel;
  readonly index: number;
  readonly total: number;
  readonly since: Date;
}

/** One live line per running node, drawn over in place; above them one line per finished node. */
export function createTerminalReporter(
  out: OutputStream,
  context: Omit<LineContext, 'columns'>,
  now: () => Date,
): Reporter {
  const region = new LiveRegion(out);
  const flow = createLineFlow();
  const running = new Map<string, RunningNode>();
  const fetching = new Map<string, EventOf<'fetching'>>();
  let publishing: { readonly since: Date; readonly tables: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const note = (event: RunEvent, time: Date) => {
    if (event.type === 'node-started') running.set(event.node.uniqueId, { ...event, since: time });
    if (event.type === 'node-finished') running.delete(event.result.node.uniqueId);
    if (event.type === 'fetching') {
      if (event.ended) fetching.delete(event.source);
      else fetching.set(event.source, event);
    }
    if (event.type === 'publishing') publishing = { since: time, tables: event.tables };
    if (event.type === 'published' || event.type === 'not-published') publishing = undefined;
  };
  const draw = (lasting: readonly string[]) => {
    const lines = [...running.values()].map(node => liveNode(node, now(), context, region.columns));
    for (const event of fetching.values())
      lines.push(truncate(`${indent}${fetchingLine(event)}`, region.columns - 1));
    if (publishing !== undefined) lines.push(truncate(publishingLine(publishing, now()), region.columns - 1));
    region.draw(lasting, fitRows(lines, region));
  };
  const close = () => {
    clearInterval(timer);
    timer = undefined;
    running.clear();
    fetching.clear();
    publishing = undefined;
    draw([]);
  };
  return {
    report(event) {
      const time = now();
      note(event, time);
      const lasting = flow(eventLines(event, time, { ...context, columns: region.columns }));
      timer ??= setInterval(draw, frameMilliseconds, []).unref();
      // A start alone waits for the next frame: a node done before it is never drawn.
      if (lasting.length > 0) draw(lasting);
      if (event.type === 'run-finished') close();
    },
    close,
  };
}

function liveNode(
  { node, index, total, since }: RunningNode,
  time: Date,
  { colors }: Pick<LineContext, 'colors'>,
  columns: number,
): string {
  const phrase = runningPhrase(node, (time.getTime() - since.getTime()) / 1000);
  return renderLiveLine({ time: since, index, total, phrase }, colors, columns);
}

function publishingLine({ since, tables }: { since: Date; tables: number }, time: Date): string {
  const seconds = renderSeconds((time.getTime() - since.getTime()) / 1000);
  return `${renderClock(since)}  Publishing ${renderQuantity(tables, 'table')} [${seconds}]`;
}

/** A region higher than the screen could not be drawn over: what has no room is counted. */
function fitRows(lines: readonly string[], { rows, columns }: LiveRegion): readonly string[] {
  const room = Math.max(1, rows - 2);
  if (lines.length <= room) return lines;
  const hidden = lines.length - room + 1;
  return [...lines.slice(0, room - 1), truncate(`          and ${hidden} more`, columns - 1)];
}
