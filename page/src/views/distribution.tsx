import { histogram } from '../../../src/run/profile/histogram.ts';
import type { ColumnProfile } from '../../../src/run/profile/table-profile.ts';
import { renderCount } from '../format.ts';
import { percent } from './data.tsx';

const BARS = 28;
const [WIDTH, HEIGHT] = [280, 56];

interface DistributionProps {
  readonly column: ColumnProfile;
  readonly quantiles: readonly number[];
}

/** How the values of a number or time are spread, with the middle half and its middle. */
export function Distribution({ column, quantiles }: DistributionProps) {
  const bars = histogram(quantiles, BARS);
  const most = Math.max(...bars.map(({ share }) => share));
  const render = (value: number) =>
    column.kind === 'time' ? timeText(value, column.type) : numberText(value);
  const [low, middle, high] = [5, 10, 15].map(index => quantiles[index]!);
  const label = `From ${column.min} to ${column.max}; a quarter is below ${render(low!)}, half below ${render(middle!)}, three quarters below ${render(high!)}`;
  const width = WIDTH / bars.length;
  return (
    <div class="distribution">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bars.map(({ from, to, share }, index) => {
          const height = share === 0 ? 0 : Math.max(1.5, (share / most) * HEIGHT);
          return (
            <rect key={from} x={index * width + 0.5} width={width - 1} y={HEIGHT - height} height={height}>
              <title>{`${render(from)} to ${render(to)}: about ${percent(share)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p class="range">
        <span>{render(quantiles[0]!)}</span>
        <span title="half of the values are smaller">median {render(middle!)}</span>
        <span>{render(quantiles.at(-1)!)}</span>
      </p>
    </div>
  );
}

interface TopValuesProps {
  readonly top: ColumnProfile['top'];
  /** Of how many. */
  readonly of: number;
}

/** The most frequent values with their shares. */
export function TopValues({ top, of }: TopValuesProps) {
  const most = top[0]!.count;
  return (
    <ol class="top">
      {top.slice(0, 6).map(({ value, count }) => (
        <li key={value} title={`${value}: ${renderCount(count)}`}>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(count / most) * 100} height={10} />
          </svg>
          <span>{value === '' ? <i class="soft">empty</i> : value}</span>
          <b>{percent(count / of)}</b>
        </li>
      ))}
    </ol>
  );
}

function numberText(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 2;
  return new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(value);
}

function timeText(milliseconds: number, type: string): string {
  const text = new Date(milliseconds).toISOString();
  return type === 'DATE' ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}
