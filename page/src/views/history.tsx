import { renderBytes, renderQuantity, renderSeconds, shortCount } from '../format.ts';
import type { PageProject } from '../project/project.ts';
import { nodeAddress } from '../route.ts';
import { LineChart, type LinePoint } from './line-chart.tsx';

const MOST_TABLES = 24;

/** How long releases took and how the lake grew, over the releases that still exist. */
export function History({ project: { lake, current, nodes } }: { readonly project: PageProject }) {
  const releases = (lake?.releases ?? []).toReversed();
  if (current === undefined) return null;
  if (releases.length < 2) {
    return (
      <section>
        <h2>History</h2>
        <p class="soft">With the second release a chart of run times and rows begins here.</p>
      </section>
    );
  }
  const series = (of: (release: (typeof releases)[number]) => number | undefined): readonly LinePoint[] =>
    releases.flatMap(release => {
      const value = of(release);
      return value === undefined ? [] : [{ at: release.createdAt, value }];
    });
  const rowsOf = (name: string) => series(release => release.tables.find(table => table.name === name)?.rows);
  const tables = current.tables.toSorted((a, b) => b.rows - a.rows).slice(0, MOST_TABLES);
  return (
    <section>
      <h2>History, {renderQuantity(releases.length, 'release')}</h2>
      <div class="charts">
        <LineChart
          title="Time to publish"
          points={series(release => (Date.parse(release.createdAt) - Date.parse(release.begunAt)) / 1000)}
          render={renderSeconds}
        />
        <LineChart
          title="Size of the lake"
          points={series(release => release.tables.reduce((sum, table) => sum + table.bytes, 0))}
          render={renderBytes}
        />
        {tables.map(table => (
          <LineChart
            key={table.name}
            title={table.name}
            address={nodes.has(table.node) ? nodeAddress(table.node) : undefined}
            points={rowsOf(table.name)}
            render={rows => (rows === 1 ? '1 row' : `${shortCount(rows)} rows`)}
          />
        ))}
      </div>
      {current.tables.length > MOST_TABLES && (
        <p class="soft">
          The largest {MOST_TABLES} tables of {current.tables.length}.
        </p>
      )}
    </section>
  );
}
