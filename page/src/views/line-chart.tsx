import { moment } from '../format.ts';

export interface LinePoint {
  /** ISO 8601. */
  readonly at: string;
  readonly value: number;
}

interface LineChartProps {
  readonly title: string;
  readonly address?: string | undefined;
  readonly points: readonly LinePoint[];
  readonly render: (value: number) => string;
}

const [WIDTH, HEIGHT, PAD] = [300, 72, 6];

/** A few values over time, each release as far from the next as any other: what counts is the order. */
export function LineChart({ title, address, points, render }: LineChartProps) {
  const [last] = points.slice(-1);
  const most = Math.max(...points.map(({ value }) => value), 0);
  const x = (index: number) => PAD + (index / Math.max(1, points.length - 1)) * (WIDTH - 2 * PAD);
  const y = (value: number) => HEIGHT - PAD - (most === 0 ? 0 : (value / most) * (HEIGHT - 2 * PAD));
  const line = points.map(({ value }, index) => `${index === 0 ? 'M' : 'L'}${x(index)},${y(value)}`).join('');
  const told = points.map(({ at, value }) => `${moment(at)}: ${render(value)}`).join('; ');
  return (
    <figure>
      <figcaption>
        {address === undefined ? title : <a href={address}>{title}</a>}
        <b>{last && render(last.value)}</b>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: ${told}`}>
        <line class="base" x1={PAD} x2={WIDTH - PAD} y1={HEIGHT - PAD} y2={HEIGHT - PAD} />
        {points.length > 1 && (
          <path class="area" d={`${line}L${x(points.length - 1)},${HEIGHT - PAD}L${PAD},${HEIGHT - PAD}Z`} />
        )}
        <path class="line" d={line} />
        {points.map(({ at, value }, index) => (
          <circle key={at} cx={x(index)} cy={y(value)} r={index === points.length - 1 ? 3.5 : 2}>
            <title>{`${moment(at)}: ${render(value)}`}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}
