import type { ComponentChildren } from 'preact';
import { ago, moment, renderBytes, renderQuantity, renderSeconds, shortCount } from '../format.ts';
import type { PageProject } from '../project/project.ts';
import { addressOf } from '../route.ts';

/** The figures that one looks for first. */
export function Facts({ project }: { readonly project: PageProject }) {
  return (
    <dl class="facts">
      <ReleaseFacts project={project} />
      <RunFacts project={project} />
    </dl>
  );
}

function ReleaseFacts({ project: { current, lake } }: { readonly project: PageProject }) {
  if (current === undefined) {
    const text = lake === null ? 'not asked' : 'none yet';
    return (
      <Fact
        name="Last release"
        value={text}
        detail={lake === null ? 'the lake was left alone' : 'sparkify build publishes one'}
      />
    );
  }
  const { tables } = current;
  const sum = (of: (table: (typeof tables)[number]) => number) =>
    tables.reduce((total, table) => total + of(table), 0);
  const rows = sum(table => table.rows);
  const files = renderQuantity(
    sum(table => table.files),
    'file',
  );
  return (
    <>
      <Fact
        name="Last release"
        value={<time title={moment(current.createdAt)}>{ago(current.createdAt)}</time>}
        detail={`${current.tested ? 'tested' : 'not tested'}, ${renderQuantity(tables.length, 'table')}`}
      />
      <Fact
        name="In the lake"
        value={rows < 10_000_000 ? renderQuantity(rows, 'row') : `${shortCount(rows)} rows`}
        detail={lake?.label ?? ''}
      />
      <Fact name="Size" value={renderBytes(sum(table => table.bytes))} detail={files} />
    </>
  );
}

function RunFacts({ project: { run } }: { readonly project: PageProject }) {
  if (run === null) return <Fact name="Last run" value="none yet" detail="nothing has run here" />;
  const count = (...statuses: readonly string[]) =>
    run.results.filter(({ status }) => statuses.includes(status)).length;
  const bad = count('error', 'fail', 'partial success');
  const parts = [
    ...(bad > 0 ? [`${bad} failed`] : []),
    ...(count('warn') > 0 ? [renderQuantity(count('warn'), 'warning')] : []),
    ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : []),
    `${count('success', 'pass')} passed`,
  ];
  return (
    <Fact
      name="Last run"
      value={<a href={addressOf(['runs'])}>{renderSeconds(run.elapsed_time)}</a>}
      detail={`${run.args.which} ${ago(run.metadata.generated_at)}: ${parts.join(', ')}`}
      tone={bad > 0 ? 'bad' : undefined}
    />
  );
}

interface FactProps {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly detail: string;
  readonly tone?: 'bad' | undefined;
}

export function Fact({ name, value, detail, tone }: FactProps) {
  return (
    <div class={tone}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span>{detail}</span>
      </dd>
    </div>
  );
}
