import type { ExecutionContext } from 'ava';
import { type CliProject, cliProject } from './cli-project.ts';
import { jsonLines, type ProjectFiles, tinyConfig } from './tiny-project.ts';

/**
 * Orders of shops in four files, a table that keeps the file of each, a view of the paid ones, and `sales` by month, which joins,
 * groups, unites and makes equal rows one. `files` come on top of it, replace its own, or leave some out.
 *
 *     raw.orders ─ stg_orders (file) ─┬─ paid (view) ─┬─ sales (external, by year and month)
 *     raw.shops ─ shops (external) ───┼───────────────┤
 *                                     └───────────────┘
 *
 * January has a row of north out of two files, and one of south out of one of them. February has north, out of the later one of
 * January's files, south, and one row of all returns, of which each file has one. The order of nothing is no sale, and so is that
 * of a shop that nobody knows.
 */
export function shopProject(t: ExecutionContext, files: ProjectFiles = {}): CliProject {
  const all = Object.entries({ ...shopFiles, ...files });
  return cliProject(
    t,
    Object.fromEntries(all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]))),
  );
}

const order = (id: number, shop: string, amount: number, day: string) => ({
  id,
  shop,
  amount,
  day: `2026-${day}`,
});

export const shopFiles = {
  'sparkify.config.ts': tinyConfig({ name: 'shop' }),
  'data/orders/2026-01/a.json': jsonLines([order(1, 'north', 5, '01-01'), order(2, 'south', 7, '01-01')]),
  'data/orders/2026-01/b.json': jsonLines([
    order(3, 'north', 1, '01-01'),
    order(4, 'north', 2, '02-03'),
    order(5, 'south', -1, '02-04'),
  ]),
  'data/orders/2026-02/a.json': jsonLines([
    order(6, 'south', 4, '02-03'),
    order(7, 'south', -3, '02-04'),
    order(8, 'nowhere', 9, '02-03'),
  ]),
  'data/orders/2026-02/nothing.json': jsonLines([order(9, 'north', 0, '02-03')]),
  'data/shops/all.json': jsonLines([
    { shop: 'north', city: 'Oslo' },
    { shop: 'south', city: 'Rome' },
  ]),
  'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: orders
        location: data/orders/*/*.json
        file_column: file
        columns:
          - { name: id, data_type: INTEGER }
          - { name: shop, data_type: VARCHAR }
          - { name: amount, data_type: INTEGER }
          - { name: day, data_type: DATE }
      - name: shops
        location: data/shops/*.json
        columns:
          - { name: shop, data_type: VARCHAR }
          - { name: city, data_type: VARCHAR }
`,
  'models/stg_orders.sql': `{{ config(materialized='external') }}
select id, shop, amount, day, file from {{ source('raw', 'orders') }}
`,
  'models/shops.sql': `{{ config(materialized='external') }}
select shop, city from {{ source('raw', 'shops') }}
`,
  'models/paid.sql': `select * from {{ ref('stg_orders') }} where amount > 0\n`,
  'models/sales.sql': `{{ config(materialized='external', partition_by=['year', 'month']) }}
with by_day as (
  select shop, day, sum(amount) as amount
  from {{ ref('paid') }}
  group by shop, day
),

returns as (
  select distinct day from {{ ref('stg_orders') }} where amount < 0
)

select shops.city, by_day.day, cast(by_day.amount as integer) as amount,
  cast(year(day) as integer) as year, cast(month(day) as integer) as month
from by_day
join {{ ref('shops') }} as shops using (shop)
union all
select 'returned', day, 0, cast(year(day) as integer), cast(month(day) as integer) from returns
`,
} as const;
