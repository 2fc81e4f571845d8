/** One bar of a histogram: a stretch of values, and about which share of all is in it. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/**
 * Bars of equal width out of points of the distribution that lie equally far from each other in shares, so that a
 * histogram needs no second look at the data.
 *
 * @param quantiles in order, the least value first and the largest last
 */
export function histogram(quantiles: readonly number[], count: number): readonly HistogramBar[] {
  const least = quantiles[0] ?? 0;
  const most = quantiles.at(-1) ?? 0;
  if (!(most > least)) return quantiles.length === 0 ? [] : [{ from: least, to: most, share: 1 }];
  const width = (most - least) / count;
  // Rounding must not leave the largest value out.
  const edges = Array.from({ length: count + 1 }, (_, index) =>
    index === count ? most : least + index * width,
  );
  // Whatever lies at the least value is in the first bar.
  const below = edges.map((edge, index) => (index === 0 ? 0 : shareBelow(edge, quantiles)));
  return edges.slice(0, -1).map((from, index) => ({
    from,
    to: edges[index + 1]!,
    share: below[index + 1]! - below[index]!,
  }));
}

/** Between two points values are taken to lie evenly; what many points agree in lies at one place. */
function shareBelow(edge: number, quantiles: readonly number[]): number {
  const steps = quantiles.length - 1;
  const last = quantiles.findLastIndex(value => value <= edge);
  if (last === -1) return 0;
  if (last >= steps) return 1;
  const [from, to] = [quantiles[last]!, quantiles[last + 1]!];
  return (last + (edge - from) / (to - from)) / steps;
}
