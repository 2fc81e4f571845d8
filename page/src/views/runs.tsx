import { useMemo, useState } from 'preact/hooks';
import { ago, moment, renderQuantity, renderSeconds } from '../format.ts';
import { StatusBadge } from '../parts/marks.tsx';
import type { PageProject } from '../project/project.ts';
import { runTimeline } from '../project/run-timeline.ts';
import { nodeAddress } from '../route.ts';
import { Fact } from './facts.tsx';
import { Freshness } from './freshness.tsx';
import { Gantt } from './gantt.tsx';
import { History } from './history.tsx';
import { RowTable } from './row-table.tsx';

/** What the last run did and how long it took, what failed in it, and how the lake grew. */
export function RunsView({ project }: { readonly project: PageProject }) {
  const { run } = project;
  const timeline = useMemo(() => runTimeline(project), [project]);
  return (
    <article class="node runs">
      <h1>Runs</h1>
      {run === null ? (
        <p class="soft lead">
          Nothing has run here yet. <code>sparkify build</code> leaves its results in the target folder.
        </p>
      ) : (
        <RunHead project={project} />
      )}
      <Failures project={project} />
      {timeline !== undefined && <Gantt timeline={timeline} project={project} />}
      <History project={project} />
      <Freshness project={project} />
    </article>
  );
}

function RunHead({ project: { run, lake } }: { readonly project: PageProject }) {
  if (run === null) return null;
  const { args, metadata, results } = run;
  const published = lake?.releases.find(({ release }) => release === args.sparkify?.release);
  const ran = results.filter(({ status }) => status !== 'skipped');
  return (
    <dl class="facts">
      <Fact
        name="Last run"
        value={`sparkify ${args.which}`}
        detail={
          args.target === undefined
            ? ''
            : `target ${args.target}, ${renderQuantity(args.threads ?? 1, 'thread')}`
        }
      />
      <Fact
        name="Began"
        value={
          <time title={moment(metadata.invocation_started_at)}>{ago(metadata.invocation_started_at)}</time>
        }
        detail={moment(metadata.invocation_started_at)}
      />
      <Fact
        name="Took"
        value={renderSeconds(run.elapsed_time)}
        detail={`${renderQuantity(ran.length, 'node')} ran`}
      />
      <Fact
        name="Published"
        value={args.sparkify?.release == null ? 'nothing' : 'a release'}
        detail={
          published === undefined
            ? (args.sparkify?.release ?? 'the lake stayed as it was')
            : published.release
        }
      />
    </dl>
  );
}

function Failures({ project }: { readonly project: PageProject }) {
  const { run, manifest, failingRows } = project;
  const failed = (run?.results ?? []).filter(({ status }) =>
    ['error', 'fail', 'partial success', 'warn'].includes(status),
  );
  if (failed.length === 0) return null;
  return (
    <section>
      <h2>What failed</h2>
      <ul class="failures">
        {failed.map(result => {
          const { unique_id: id, message } = result;
          const entry = manifest.nodes[id] ?? manifest.unit_tests[id];
          const owner = project.nodes.has(id) ? id : (entry?.attached_node ?? entry?.depends_on?.nodes[0]);
          const rows = failingRows.get(id);
          return (
            <li key={id}>
              <p>
                <StatusBadge result={result} />{' '}
                <a class="long" href={nodeAddress(owner ?? id, { tab: owner === id ? undefined : 'tests' })}>
                  {entry?.name ?? id}
                </a>
              </p>
              {message !== null && <pre class="message">{message}</pre>}
              {rows !== undefined && (
                <FailingRows rows={rows} count={result.failures} test={entry?.name ?? id} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface FailingRowsProps {
  readonly rows: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly count: number | null;
  readonly test: string;
}

function FailingRows({ rows, count, test }: FailingRowsProps) {
  const [isOpen, setOpen] = useState(true);
  const all = count === null || count <= rows.rows.length;
  return (
    <details open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {all
          ? renderQuantity(rows.rows.length, 'failing row')
          : `The first ${rows.rows.length} of ${renderQuantity(count, 'failing row')}`}
      </summary>
      <RowTable columns={rows.columns} rows={rows.rows} label={`Failing rows of ${test}`} />
    </details>
  );
}
