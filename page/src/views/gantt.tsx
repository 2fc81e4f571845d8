import { useMemo, useState } from 'preact/hooks';
import { renderBytes, renderQuantity, renderSeconds } from '../format.ts';
import { KindMark } from '../parts/marks.tsx';
import { type Health, healthOf, type PageProject } from '../project/project.ts';
import type { TimedNode, Timeline } from '../project/run-timeline.ts';
import { nodeAddress } from '../route.ts';
import { ticks } from './ticks.ts';

interface GanttProps {
  readonly timeline: Timeline;
  readonly project: PageProject;
}

type Order = 'In order' | 'Slowest first';
const orders: readonly Order[] = ['In order', 'Slowest first'];

const MOST = 60;

/** When each node ran, and the chain of those that the end of the run waited for. */
export function Gantt({ timeline, project }: GanttProps) {
  const [order, setOrder] = useState<Order>('In order');
  const [hasTests, setTests] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const nodes = useMemo(() => {
    const kept = timeline.nodes.filter(({ isTest, isCritical }) => hasTests || !isTest || isCritical);
    return order === 'In order' ? kept : kept.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  }, [timeline, hasTests, order]);
  const shown = isWhole ? nodes : nodes.slice(0, MOST);
  const tests = timeline.nodes.filter(({ isTest }) => isTest).length;
  return (
    <section class="gantt">
      <div class="gantt-head">
        <h2>Where the time went</h2>
        <div class="choices" role="group" aria-label="Order">
          {orders.map(each => (
            <button key={each} type="button" aria-pressed={each === order} onClick={() => setOrder(each)}>
              {each}
            </button>
          ))}
        </div>
        {tests > 0 && (
          <label>
            <input
              type="checkbox"
              checked={hasTests}
              onChange={event => setTests(event.currentTarget.checked)}
            />{' '}
            {renderQuantity(tests, 'test')}
          </label>
        )}
        <p class="soft">
          <i class="swatch critical" /> what the end of the run waited for
        </p>
      </div>
      <Axis seconds={timeline.seconds} />
      <ol class="bars">
        {shown.map(node => (
          <Bar key={node.id} node={node} seconds={timeline.seconds} project={project} />
        ))}
      </ol>
      {shown.length < nodes.length && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {nodes.length}
        </button>
      )}
    </section>
  );
}

function Axis({ seconds }: { readonly seconds: number }) {
  return (
    <div class="axis" aria-hidden="true">
      <svg viewBox="0 0 1000 20" preserveAspectRatio="none" width="100%" height="20">
        {ticks(seconds, 6).map(at => (
          <line key={at} x1={(at / seconds) * 1000} x2={(at / seconds) * 1000} y1={14} y2={20} />
        ))}
      </svg>
      <svg class="axis-labels" width="100%" height="14">
        {ticks(seconds, 6).map(at => (
          <text key={at} x={`${(at / seconds) * 100}%`} y={11} text-anchor={at === 0 ? 'start' : 'middle'}>
            {at === 0 ? '0s' : shortSeconds(at)}
          </text>
        ))}
      </svg>
    </div>
  );
}

interface BarProps {
  readonly node: TimedNode;
  readonly seconds: number;
  readonly project: PageProject;
}

const names: Readonly<Record<Health, string>> = { bad: 'failed', warn: 'warned', good: '', unknown: '' };

function Bar({ node, seconds, project }: BarProps) {
  const { start, end, result, label, isCritical, waitedFor } = node;
  const { rows_affected: rows, bytes_written: bytes } = result.adapter_response;
  const page = project.nodes.get(node.id);
  const waited = waitedFor === undefined ? undefined : (project.nodes.get(waitedFor)?.label ?? waitedFor);
  const details = [
    ...(rows === undefined ? [] : [renderQuantity(rows, 'row')]),
    ...(bytes ? [renderBytes(bytes)] : []),
    ...(waited === undefined ? [] : [`after ${waited}`]),
  ];
  const health = healthOf(result.status);
  return (
    <li class={isCritical ? 'critical' : ''}>
      <span class="bar-name">
        {page === undefined ? <i class="kind" /> : <KindMark kind={page.kind} />}
        {page === undefined ? <span title={label}>{label}</span> : <a href={nodeAddress(page.id)}>{label}</a>}
      </span>
      <svg class="bar-line" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
        <rect
          class={health}
          x={(start / seconds) * 1000}
          width={Math.max(3, ((end - start) / seconds) * 1000)}
          height={14}
          rx={2}
        />
      </svg>
      <span class="bar-time">
        {renderSeconds(end - start)} <span class="sr-only">{names[health]}</span>
      </span>
      <span class="bar-detail" title={details.join(', ')}>
        {details.join(', ')}
      </span>
    </li>
  );
}

/** `0.5s`, `2m` */
function shortSeconds(seconds: number): string {
  return seconds < 60 ? `${Number(seconds.toPrecision(3))}s` : renderSeconds(seconds).replace(/ 00s$/, '');
}
