import { useEffect, useState } from 'preact/hooks';
import type { ColumnProfile, TableProfile } from '../../../src/run/profile/table-profile.ts';
import { loadDocument } from '../data/documents.ts';
import { renderCount, renderQuantity, shortCount } from '../format.ts';
import type { PageNode, PageProject } from '../project/project.ts';
import { addressOf } from '../route.ts';
import { Changes } from './changes.tsx';
import { Distribution, TopValues } from './distribution.tsx';
import { RowTable } from './row-table.tsx';

interface DataProps {
  readonly node: PageNode;
  readonly project: PageProject;
}

/** What is in a published table: a profile of its columns, a few rows, and what the current release changed. */
export function Data({ node, project }: DataProps) {
  const [profile, setProfile] = useState<TableProfile | 'missing' | undefined>();
  useEffect(() => {
    let isOf = true;
    setProfile(undefined);
    loadDocument('profiles').then(
      all => isOf && setProfile(all?.[node.id] ?? 'missing'),
      () => isOf && setProfile('missing'),
    );
    return () => {
      isOf = false;
    };
  }, [node.id]);
  return (
    <>
      <Changes node={node} project={project} />
      {profile === undefined && <p class="soft">Loading…</p>}
      {profile === 'missing' && (
        <p class="empty">
          The rows were not looked at: the page was written with <code>--no-profile</code>, or before the
          table was.
        </p>
      )}
      {typeof profile === 'object' && <Profile node={node} profile={profile} />}
    </>
  );
}

function Profile({ node, profile }: { readonly node: PageNode; readonly profile: TableProfile }) {
  const { columns, sample, counted_rows: counted } = profile;
  return (
    <>
      {counted !== null && (
        <p class="soft">
          The most frequent values are those of {renderCount(counted)} rows, chosen at random; all else is of
          all {renderCount(profile.rows)}.
        </p>
      )}
      <div class="profiles">
        {columns.map(column => (
          <ColumnCard key={column.name} {...{ node, column, profile }} />
        ))}
      </div>
      {sample.length > 0 && (
        <>
          <h2>
            {sample.length < profile.rows
              ? `${sample.length} of ${renderQuantity(profile.rows, 'row')}`
              : renderQuantity(profile.rows, 'row')}
          </h2>
          <RowTable columns={columns.map(({ name }) => name)} rows={sample} label={`Rows of ${node.label}`} />
        </>
      )}
    </>
  );
}

interface ColumnCardProps {
  readonly node: PageNode;
  readonly column: ColumnProfile;
  readonly profile: TableProfile;
}

function ColumnCard({ node, column, profile: { rows, counted_rows: counted } }: ColumnCardProps) {
  const { name, type, nulls, distinct, min, max, quantiles, top } = column;
  const counting = counted ?? rows - nulls;
  return (
    <section class="profile" aria-label={name}>
      <h3>
        <a href={addressOf(['lineage', node.id, name])}>
          <code>{name}</code>
        </a>
        <code class="type">{type}</code>
      </h3>
      <p class="profile-facts">
        <span class={nulls > 0 ? 'has-nulls' : ''}>
          {nulls === 0 ? 'no nulls' : `${percent(nulls / rows)} null`}
        </span>
        <span>
          {distinct === rows && rows > 1
            ? 'all different'
            : `${counted === null ? '' : 'about '}${shortCount(distinct)} different`}
        </span>
      </p>
      {top.length > 0 && <TopValues top={top} of={Math.max(1, counting)} />}
      {top.length === 0 && quantiles !== null && distinct > 1 && (
        <Distribution column={column} quantiles={quantiles} />
      )}
      {top.length === 0 && (quantiles === null || distinct <= 1) && min !== null && (
        <p class="range">{min === max ? min : `${min} … ${max}`}</p>
      )}
    </section>
  );
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toPrecision(1) : Math.round(value)}%`;
}
