export interface DistributionInput {
  /** The new rows, to stand after FROM. */
  readonly rows: string;
  /** Those of the release, in the same way. */
  readonly releasedRows: string;
  /** The column as SQL. */
  readonly column: string;
  /** How many bins numbers and times are put into, and how many texts are looked at one by one. */
  readonly bins: number;
  /** Nothing is said of an index that is not above this. */
  readonly most: number;
}

/** What the share of an empty bucket counts as, since the logarithm of 0 is none. */
export const LEAST_SHARE = 0.0001;

/**
 * A query that compares how the values of a column are spread, then and now: a row for each bucket with its shares, what
 * it adds to the population stability index, and that index, `psi`: the sum of (now - before) * ln(now / before). What adds
 * most comes first. Nothing comes of a release without rows.
 *
 * Values with an order are put between quantiles of the released ones, so that each bin held as many then; the outer bins
 * are open, and of equal quantiles one is left. Of other values the most frequent ones have buckets of their own. NULL is
 * a bucket in any case. Which way it is follows from the type, which DuckDB knows before it reads: the other way costs
 * nothing.
 *
 * @see https://scholarworks.wmich.edu/dissertations/3208 for the index and its properties
 */
export function distributionSql({ rows, releasedRows, column, bins, most }: DistributionInput): string {
  const quantiles = Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins);
  return `with released as not materialized (
  select ${column} as value from ${releasedRows}
), every as not materialized (
  select value, false as is_new from released union all select ${column}, true from ${rows}
), cuts as (
  select list_sort(list_distinct(quantile_disc(value, [${quantiles.join(', ')}]))) as cuts
  from released
  where not ${isWord}
), words as (
  select word, row_number() over (order by frequency desc, word) as place
  from (
    select cast(value as varchar) as word, count(*) as frequency
    from released
    where ${isWord} and value is not null
    group by all
    order by frequency desc, word
    limit ${bins}
  ) as frequent
), counted as (
  select place, count(*) filter (where not is_new) as rows_before, count(*) filter (where is_new) as rows_now
  from (
    select is_new, case
      when value is not null then coalesce(len(list_filter(cuts, lambda cut: value > cut)), 0)
    end as place
    from every, cuts
    where not ${isWord}
    union all
    select is_new, case when value is not null then coalesce(place, 0) end
    from every left join words on cast(value as varchar) = word
    where ${isWord}
  ) as placed
  group by place
), shares as (
  select *,
    rows_before / sum(rows_before) over () as share_before,
    coalesce(rows_now / nullif(sum(rows_now) over (), 0), 0) as share_now
  from counted
  qualify sum(rows_before) over () > 0
), compared as (
  select *, (greatest(share_now, ${LEAST_SHARE}) - greatest(share_before, ${LEAST_SHARE}))
    * ln(greatest(share_now, ${LEAST_SHARE}) / greatest(share_before, ${LEAST_SHARE})) as contribution
  from shares
)
select ${bucketName} as bucket, rows_before, rows_now,
  round(share_before, 4) as share_before, round(share_now, 4) as share_now,
  round(contribution, 4) as contribution, round(sum(contribution) over (), 4) as psi
from compared cross join cuts left join words using (place)
qualify psi > ${most}
order by contribution desc, place`;
}

/** Whether values have names rather than an order. */
const isWord = `(typeof(value) in ('VARCHAR', 'BOOLEAN', 'UUID', 'BLOB', 'BIT', 'JSON') or typeof(value) like 'ENUM(%')`;

const bucketName = `case
  when place is null then 'NULL'
  when cuts is null then coalesce(word, 'other values')
  when place = 0 then 'up to ' || cuts[1]
  when place = len(cuts) then 'above ' || cuts[place]
  else 'above ' || cuts[place] || ', up to ' || cuts[place + 1]
end`;
