import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { shopProject } from '../helpers/shop-project.ts';
import type { ProjectFiles } from '../helpers/tiny-project.ts';

interface Told {
  readonly partitions: readonly {
    readonly sources: readonly {
      readonly source: string;
      readonly why?: string;
      readonly files?: readonly { readonly path: string; readonly rows: number }[];
    }[];
  }[];
}

async function built(t: ExecutionContext, files: ProjectFiles): Promise<CliProject> {
  const project = shopProject(t, files);
  await succeeded(t, project.sparkify('build', '-q'));
  return project;
}

/** The files of orders in a table, or why they cannot be told. */
async function toldOf(
  t: ExecutionContext,
  project: CliProject,
  table: string,
): Promise<readonly string[] | string | undefined> {
  const output = await succeeded(t, project.sparkify('lineage', table, '--files', '--output', 'json'));
  const { sources } = (JSON.parse(output) as Told).partitions[0]!;
  const { why, files } = sources.find(({ source }) => source === 'raw.orders')!;
  return files?.map(({ path, rows }) => `${path.slice('data/orders/'.length)} ${rows}`) ?? why;
}

const external = (sql: string) => `{{ config(materialized='external') }}\n${sql}\n`;
const orders = `{{ ref('stg_orders') }}`;
const shops = `{{ ref('shops') }}`;

test('a view that would give other rows is not asked again, though its rows come from no order', async t => {
  const project = await built(t, {
    'models/chance.sql': `select shop from ${shops} order by random() limit 1`,
    'models/by_chance.sql': external(`select o.id from ${orders} as o join {{ ref('chance') }} using (shop)`),
    'models/today.sql': `select shop from ${shops} where current_date > date '2000-01-01'`,
    'models/by_today.sql': external(
      `select id from ${orders} where shop in (select shop from {{ ref('today') }})`,
    ),
    'models/one.sql': `select shop from ${shops} limit 1`,
    'models/by_one.sql': external(`select o.id from ${orders} as o join {{ ref('one') }} using (shop)`),
    'models/one_order.sql': `select shop, row_number() over () as n from ${orders}`,
    'models/by_order.sql': external(
      `select id from ${orders} where shop in (select shop from {{ ref('one_order') }} where n = 1)`,
    ),
  });
  const expected = {
    by_chance: 'chance cannot be asked again: it calls random().',
    by_today: 'today cannot be asked again: it asks for current_date.',
    by_one:
      'one cannot be asked again. It takes some rows by LIMIT without an order, which may be others each time.',
    by_order:
      'one_order cannot be asked again. It asks for row_number() over a window without an order, which may be another value each time.',
  };
  for (const [table, why] of Object.entries(expected)) t.is(await toldOf(t, project, table), why, table);
});

test('subtotals have all files of their rows, also where the column of the file is kept', async t => {
  const project = await built(t, {
    'models/totals.sql': external(
      `select file, count(*) as n from ${orders} where id < 4 group by rollup (file)`,
    ),
  });
  t.deepEqual(await toldOf(t, project, 'totals'), ['2026-01/a.json 2', '2026-01/b.json 2']);
});

test('columns may be named by their table, in its schema, and as sparkify itself would', async t => {
  const project = await built(t, {
    'models/named.sql': external(
      `select ${orders}.id, ${shops}.city from ${orders}, ${shops} where ${orders}.shop = ${shops}.shop and ${orders}.id = 1`,
    ),
    'models/ours.sql': external(`select id as _sparkify_files from ${orders}`),
  });
  t.deepEqual(await toldOf(t, project, 'named'), ['2026-01/a.json 1']);
  t.is(
    await toldOf(t, project, 'ours'),
    'ours has a column _sparkify_files: such names are those of sparkify.',
  );
});
