import { existsSync, readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { shopFiles, shopProject } from '../helpers/shop-project.ts';
import type { ProjectFiles } from '../helpers/tiny-project.ts';

interface ToldFile {
  readonly path: string;
  readonly rows: number;
  readonly gone: boolean;
}
interface ToldSource {
  readonly source: string;
  readonly exact: boolean;
  readonly files?: readonly ToldFile[];
  readonly files_at_most?: number | null;
  readonly why?: string;
  readonly why_no_number?: string | null;
}
interface Told {
  readonly table: string;
  readonly partitions: readonly {
    readonly partition: Readonly<Record<string, unknown>>;
    readonly rows: number;
    readonly rows_computed: number | null;
    readonly as_released: boolean | null;
    readonly written_by: readonly string[];
    readonly sources: readonly ToldSource[];
  }[];
}

async function built(t: ExecutionContext, files: ProjectFiles = {}): Promise<CliProject> {
  const project = shopProject(t, files);
  await succeeded(t, project.sparkify('build', '-q'));
  return project;
}

async function told(t: ExecutionContext, project: CliProject, ...args: readonly string[]): Promise<Told> {
  return JSON.parse(await succeeded(t, project.sparkify('lineage', ...args, '--output', 'json'))) as Told;
}

/** What is told of a source in the first partition, as text. */
async function toldOf(
  t: ExecutionContext,
  project: CliProject,
  table: string,
  source = 'raw.orders',
): Promise<readonly string[] | string> {
  const { partitions } = await told(t, project, table, '--files');
  const found = partitions[0]!.sources.find(each => each.source === source)!;
  return found.exact ? fileTexts(found) : found.why!;
}

function fileTexts({ files = [] }: ToldSource): readonly string[] {
  return files.map(({ path, rows, gone }) => `${path} ${rows}${gone ? ' gone' : ''}`);
}

const external = (sql: string) => `{{ config(materialized='external') }}\n${sql}\n`;
const orders = `{{ ref('stg_orders') }}`;

const nameOfRelease = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');

test('the files of a partition are those that its rows were joined, grouped and united from', async t => {
  const project = await built(t);
  const january = await succeeded(
    t,
    project.sparkify('lineage', 'sales', '--partition', 'year=2026/month=1'),
  );
  t.is(
    nameOfRelease(january),
    `As release ID holds it:

sales  year=2026/month=1  2 rows, written by release ID
  raw.orders  2 files
    data/orders/2026-01/a.json  2 rows  of 2 records  108 B  read by ID
    data/orders/2026-01/b.json   1 row  of 3 records  163 B  read by ID
  raw.shops  any of 1 file
    raw.shops has no file_column, so that its rows do not tell their file.
    Declare one, and keep that column in a published model.
`,
  );
});

test('all partitions are told as one document', async t => {
  const project = await built(t);
  const { release } = currentRelease(project.path('target/lake'))!;
  const document = await told(t, project, 'sales', '--files');
  t.like(document, { table: 'sales', node: 'model.shop.sales', release });
  t.deepEqual(
    document.partitions.map(({ partition, sources }) => [partition, fileTexts(sources[0]!)]),
    [
      [{ year: 2026, month: 1 }, ['data/orders/2026-01/a.json 2', 'data/orders/2026-01/b.json 1']],
      [{ year: 2026, month: 2 }, ['data/orders/2026-01/b.json 2', 'data/orders/2026-02/a.json 2']],
    ],
  );
  const [, february] = document.partitions;
  t.like(february, { rows: 3, rows_computed: 3, as_released: true, written_by: [release] });
  const { modified, ...file } = february!.sources[0]!.files![0]! as ToldFile & { modified: string };
  t.deepEqual(file as object, {
    ...{ path: 'data/orders/2026-01/b.json', rows: 2, size: 163, etag: null, rows_read: 3 },
    ...{ quarantined: 0, read_by: release, gone: false },
  });
  t.regex(modified, /^\d{4}-\d{2}-\d{2}T/);
  t.like(february!.sources[1], { source: 'raw.shops', exact: false, files_at_most: 1 });
});

test('some of the partition columns, in any case, choose all partitions that they fit', async t => {
  const project = await built(t);
  const { partitions } = await told(t, project, 'sales', '--partition', 'Year=2026');
  t.is(partitions.length, 2);
  const [february, ...more] = (await told(t, project, 'sales', '--partition', 'month=2')).partitions;
  t.deepEqual([february!.partition, more], [{ year: 2026, month: 2 }, []]);
});

test('a table that keeps the file of each row tells it without being computed', async t => {
  const project = await built(t, {
    'models/stg_orders.sql': shopFiles['models/stg_orders.sql'].replace(
      "'external'",
      "'external', partition_by='shop'",
    ),
  });
  const { partitions } = await told(t, project, 'stg_orders', '--files');
  t.deepEqual(
    partitions.map(({ partition, sources }) => [partition.shop, fileTexts(sources[0]!)]),
    [
      [
        'north',
        [
          'data/orders/2026-01/a.json 1',
          'data/orders/2026-01/b.json 2',
          'data/orders/2026-02/nothing.json 1',
        ],
      ],
      ['nowhere', ['data/orders/2026-02/a.json 1']],
      [
        'south',
        ['data/orders/2026-01/a.json 1', 'data/orders/2026-01/b.json 1', 'data/orders/2026-02/a.json 2'],
      ],
    ],
  );
});

test('a partition of NULL is asked for as its folder is called, and as it is printed', async t => {
  const project = await built(t, {
    'models/by_city.sql': `{{ config(materialized='external', partition_by='city') }}
select id, shops.city from {{ ref('stg_orders') }} as orders left join {{ ref('shops') }} as shops using (shop)`,
  });
  for (const value of ['__HIVE_DEFAULT_PARTITION__', 'NULL']) {
    const { partitions } = await told(t, project, 'by_city', '--partition', `city=${value}`);
    t.deepEqual(
      partitions.map(({ partition, sources }) => [partition.city, fileTexts(sources[0]!)]),
      [[null, ['data/orders/2026-02/a.json 1']]],
    );
  }
});

test('rows of a file that is gone still name it', async t => {
  const project = shopProject(t, {
    'models/stg_orders.sql': shopFiles['models/stg_orders.sql'].replace(
      "'external'",
      "'incremental', read='new_files', unique_key='file'",
    ),
  });
  await succeeded(t, project.sparkify('build', '-q'));
  project.remove('data/orders/2026-01/b.json');
  t.is((await project.sparkify('build', '-q')).exitCode, 0);
  t.deepEqual(await toldOf(t, project, 'sales'), ['2026-01/b.json 1 gone', 'data/orders/2026-01/a.json 2']);
  t.regex(
    await succeeded(t, project.sparkify('lineage', 'sales', '--partition', 'year=2026/month=1')),
    /^ {4}2026-01\/b\.json +1 row +gone: the ledger does not name it$/m,
  );
});

test('a model that makes other rows now than the release holds is said to do so', async t => {
  const project = await built(t);
  // Of January only the order of south is worth more than five.
  project.write({ 'models/paid.sql': shopFiles['models/paid.sql'].replace('> 0', '> 5') });
  const { partitions } = await told(t, project, 'sales', '--partition', 'year=2026/month=1');
  t.like(partitions[0], { rows: 2, rows_computed: 1, as_released: false });
  t.deepEqual(fileTexts(partitions[0]!.sources[0]!), ['data/orders/2026-01/a.json 1']);
  t.regex(
    await succeeded(t, project.sparkify('lineage', 'sales', '--partition', 'month=1')),
    /\n {2}The models make 1 row of it now: they, or the tables that they read, have changed since it was written,\n/,
  );
});

test('as many rows as the release holds, but others, are not taken for its rows', async t => {
  const project = await built(t);
  project.write({ 'models/sales.sql': shopFiles['models/sales.sql'].replace("'returned'", "'sent back'") });
  const { partitions } = await told(t, project, 'sales', '--files');
  t.deepEqual(
    partitions.map(({ rows, rows_computed, as_released }) => [rows, rows_computed, as_released]),
    [
      [2, 2, true],
      [3, 3, false],
    ],
  );
  t.regex(
    await succeeded(t, project.sparkify('lineage', 'sales', '--partition', 'month=2')),
    /\n {2}The models make other rows of it now: .*\n {2}or their queries leave a choice\. Files that are counted are those of the rows that they make now\.\n/,
  );
});

test('a table that was not built again with what it reads is not taken for its rows', async t => {
  const project = await built(t);
  const path = 'data/orders/2026-01/b.json';
  project.write({ [path]: project.read(path).replace('"amount":1,', '"amount":8,') });
  await succeeded(t, project.sparkify('build', '-q', '--select', 'stg_orders'));
  const { partitions } = await told(t, project, 'sales', '--files');
  t.deepEqual(
    partitions.map(({ rows, rows_computed, as_released }) => [rows, rows_computed, as_released]),
    [
      [2, 2, false],
      [3, 3, true],
    ],
  );
});

test('a model with another column now makes other rows', async t => {
  const project = await built(t);
  project.write({
    'models/sales.sql': shopFiles['models/sales.sql']
      .replaceAll('amount', 'money')
      .replaceAll('money < 0', 'amount < 0')
      .replace('sum(money) as', 'sum(amount) as'),
  });
  const { partitions } = await told(t, project, 'sales', '--partition', 'month=1');
  t.like(partitions[0], { rows: 2, rows_computed: 2, as_released: false });
});

test('files at most are those that every release named which wrote the rows', async t => {
  const project = await built(t, {
    'models/ids.sql': external(`select id from {{ source('raw', 'orders') }} where id = 1`),
  });
  project.remove('data/orders/2026-02');
  await succeeded(t, project.sparkify('build', '-q', '--select', 'stg_orders'));
  const { partitions } = await told(t, project, 'ids', '--files');
  t.like(partitions[0]!.sources[0], { exact: false, files_at_most: 4, why_no_number: null });
});

test('no number of files is told where a release that wrote the rows is kept no more', async t => {
  const project = await built(t, {
    'models/ids.sql': external(`select id from {{ source('raw', 'orders') }} where id = 1`),
  });
  const { release } = currentRelease(project.path('target/lake'))!;
  project.remove('data/orders/2026-02');
  await succeeded(t, project.sparkify('build', '-q', '--select', 'stg_orders'));
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace("name: 'shop'", "name: 'shop', releases: { keep: 0, keepHours: 0 }"),
  });
  await succeeded(t, project.sparkify('releases', 'prune'));
  const { partitions } = await told(t, project, 'ids', '--files');
  const why = `The lake keeps release ${release} no more, which wrote rows.`;
  t.like(partitions[0]!.sources[0], { files_at_most: null, why_no_number: why });
  t.regex(
    await succeeded(t, project.sparkify('lineage', 'ids', '--files')),
    new RegExp(
      `^ {2}raw\\.orders {2}files of raw\\.orders$[^]*How many these are at most is not known\\. ${why}`,
      'm',
    ),
  );
});

test('rows of earlier builds have the files of all of these, as long as all are kept', async t => {
  const project = await built(t, {
    'models/added.sql': `{{ config(materialized='incremental') }} select id from {{ source('raw', 'orders') }}`,
  });
  const { release } = currentRelease(project.path('target/lake'))!;
  project.remove('data/orders/2026-02');
  await succeeded(t, project.sparkify('build', '-q', '--full-refresh', '--select', 'stg_orders', 'added'));
  const atMost = async () => (await told(t, project, 'added', '--files')).partitions[0]!.sources[0];
  t.like(await atMost(), { files_at_most: 4, why_no_number: null });
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace("name: 'shop'", "name: 'shop', releases: { keep: 0, keepHours: 0 }"),
  });
  await succeeded(t, project.sparkify('releases', 'prune'));
  t.like(await atMost(), {
    files_at_most: null,
    why_no_number: `added keeps rows of earlier builds, and the lake keeps release ${release} no more.`,
  });
});

test('a file that any ledger of the release names is not called gone', async t => {
  const model = (id: number) =>
    `{{ config(materialized='incremental', read='new_files', unique_key='file') }}
select id, file, ${id} as model from {{ source('raw', 'orders') }}`;
  const project = await built(t, {
    'models/first.sql': model(1),
    'models/second.sql': model(2),
    'models/both.sql': external(
      `select id from {{ ref('first') }} union all select id from {{ ref('second') }}`,
    ),
  });
  project.write({ 'data/orders/2026-03/c.json': '{"id":10,"shop":"north","amount":1,"day":"2026-03-01"}\n' });
  await succeeded(t, project.sparkify('build', '-q', '--select', 'second'));
  t.true((await toldOf(t, project, 'both')).includes('data/orders/2026-03/c.json 1'));
});

test('a source that lies elsewhere now names the files as they were read', async t => {
  const project = await built(t, {
    'models/sources.yml': shopFiles['models/sources.yml'].replace(
      'location: data/orders/*/*.json',
      `location: "{{ var('root', 'data') }}/orders/*/*.json"`,
    ),
  });
  const { partitions } = await told(t, project, 'sales', '--partition', 'month=1', '--vars', '{root: moved}');
  t.deepEqual(fileTexts(partitions[0]!.sources[0]!), [
    'data/orders/2026-01/a.json 2',
    'data/orders/2026-01/b.json 1',
  ]);
});

test('the database of the target stays as it was, and need not be there', async t => {
  const config = shopFiles['sparkify.config.ts'].replace(
    /lake: ["'][^"']*["']/,
    "$&, database: 'work.duckdb'",
  );
  const project = await built(t, { 'sparkify.config.ts': config });
  const before = readFileSync(project.path('work.duckdb'));
  await succeeded(t, project.sparkify('lineage', 'sales', '--files'));
  t.deepEqual(readFileSync(project.path('work.duckdb')), before);
  project.remove('work.duckdb');
  await succeeded(t, project.sparkify('lineage', 'sales', '--files'));
  t.false(existsSync(project.path('work.duckdb')));
});

test('partitions are printed as they can be asked for, and values of a column are of one form', async t => {
  const project = await built(t, {
    'models/cut.sql': `{{ config(materialized='external', partition_by=['s', 'b', 'n']) }}
select id, if(id = 1, 'a/b', '100%') as s, id = 1 as b, if(id = 2, -9223372036854775808, id::bigint) as n
from ${orders} where id <= 2`,
    'models/nothing.sql': `{{ config(materialized='external', partition_by='shop') }} select id, shop from ${orders} where id < 0`,
  });
  const document = await told(t, project, 'cut', '--files');
  t.deepEqual(
    document.partitions.map(({ partition }) => partition),
    [
      { s: '100%', b: false, n: '-9223372036854775808' },
      { s: 'a/b', b: true, n: '1' },
    ],
  );
  const text = await succeeded(t, project.sparkify('lineage', 'cut', '--partition', 's=a/b'));
  t.regex(text, /^cut {2}s=a%2Fb\/b=true\/n=1 {2}1 row,/m);
  t.is(await succeeded(t, project.sparkify('lineage', 'cut', '--partition', 's=a%2Fb/b=true')), text);
  t.deepEqual((await told(t, project, 'nothing', '--files')).partitions, []);
  t.regex(await succeeded(t, project.sparkify('lineage', 'nothing', '--files')), /^nothing {2}0 rows$/m);
});

test('a table that no model makes any more is said to be in the lake', async t => {
  const project = await built(t, { 'models/once.sql': external(`select id from ${orders}`) });
  project.remove('models/once.sql');
  t.regex(
    await failed(t, project.sparkify('lineage', 'once', '--files'), 2),
    /The lake holds once, but no model makes it any more\./,
  );
});

test('the releases that wrote the files of a partition are told', async t => {
  const model = `{{ config(materialized='incremental', partition_by='shop') }}
select id, shop, file from {{ ref('stg_orders') }}
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}`;
  const project = await built(t, { 'models/added.sql': model });
  const lake = project.path('target/lake');
  const first = currentRelease(lake)!.release;
  project.write({ 'data/orders/2026-03/c.json': '{"id":10,"shop":"north","amount":1,"day":"2026-03-01"}\n' });
  await succeeded(t, project.sparkify('build', '-q'));
  const { partitions } = await told(t, project, 'added', '--files');
  const second = currentRelease(lake)!.release;
  t.deepEqual(
    partitions.map(({ partition, written_by }) => [partition.shop, written_by]),
    [
      ['north', [first, second]],
      ['nowhere', [first]],
      ['south', [first]],
    ],
  );
});

test('where files cannot be told row by row, it is said why, and of how many files they are', async t => {
  const project = await built(t, {
    'models/no_file.sql': external(`select id from {{ source('raw', 'orders') }}`),
    'models/behind_it.sql': external(`select count(*) as orders from {{ ref('no_file') }}`),
    'models/added.sql': `{{ config(materialized='incremental') }} select id from ${orders}`,
    'models/timed.sql': external(`select id, current_date as today from ${orders}`),
    'models/numbered.sql': external(
      `with recursive n as (select 1 as id union all select n.id + 1 from n join ${orders} as o on o.id = n.id) select id from n`,
    ),
    'models/without.sql': external(
      `select id from ${orders} except select id from ${orders} where amount < 0`,
    ),
    'models/some.sql': external(`select id from ${orders} limit 1`),
    'models/stg_shops.sql': `select * from {{ source('raw', 'shops') }}`,
    'models/beside.sql': external(`select id from ${orders} join {{ ref('stg_shops') }} using (shop)`),
  });
  const notKept = 'It is read through no published table that keeps the column file of raw.orders.';
  const expected = {
    no_file: notKept,
    behind_it: notKept,
    added: 'added cannot be asked again: rows are added to those of earlier builds.',
    timed: 'timed cannot be asked again: it asks for current_date.',
    numbered: 'The query of numbered cannot carry files along. It is a recursion.',
    without:
      'The query of without cannot carry files along. It is an EXCEPT, of which it is not known which of equal rows stay.',
    some: 'The query of some cannot carry files along. It takes some rows by LIMIT without an order, which may be others each time.',
    beside:
      'Rows of raw.shops are needed, too, which are in no release, and source files are not read again.',
  };
  for (const [table, why] of Object.entries(expected)) t.is(await toldOf(t, project, table), why, table);
  const { partitions } = await told(t, project, 'added', '--files');
  t.like(partitions[0], { rows: 9, rows_computed: null, as_released: null });
  t.like(partitions[0]!.sources[0], {
    exact: false,
    files_at_most: 4,
    why_no_number: null,
  });
  const timed = await told(t, project, 'timed', '--files');
  t.like(timed.partitions[0]!.sources[0], { exact: false, files_at_most: 4, why_no_number: null });
});

test('rows that only filter name no file, and neither does a table without sources', async t => {
  const project = await built(t, {
    'models/sold_in.sql': external(
      `select city from {{ ref('shops') }} as s where exists (select 1 from ${orders} as o where o.shop = s.shop)`,
    ),
    'seeds/levels.csv': 'level\nfree\n',
  });
  t.deepEqual(await toldOf(t, project, 'sold_in'), []);
  t.regex(
    await succeeded(t, project.sparkify('lineage', 'sold_in', '--files')),
    /^ {2}raw\.orders {2}no file: none of its rows came from it$/m,
  );
  t.regex(await succeeded(t, project.sparkify('lineage', 'levels', '--files')), /It is made of no source\./);
});

test('two orders of different files in one row name both, whatever column is kept', async t => {
  const project = await built(t, {
    'models/pairs.sql': external(
      `select a.id, a.file from ${orders} as a join ${orders} as b on a.shop = b.shop and b.id = 3 where a.id = 1`,
    ),
  });
  t.deepEqual(await toldOf(t, project, 'pairs'), [
    'data/orders/2026-01/a.json 1',
    'data/orders/2026-01/b.json 1',
  ]);
});

test('what cannot be asked for is said in a sentence', async t => {
  const project = await built(t);
  const refused = async (...args: readonly string[]) =>
    (await failed(t, project.sparkify('lineage', ...args), 2))
      .split('\n')
      .slice(1, 3)
      .map(line => line.trim());
  t.deepEqual(await refused('sales', '--partition', 'year=2026/month=3'), [
    'sales has no partition year=2026/month=3.',
    'Did you mean "year=2026/month=1"? It has year=2026/month=1, year=2026/month=2.',
  ]);
  t.deepEqual(await refused('sales', '--partition', 'year=199/month=December'), [
    'sales has no partition year=199/month=December.',
    'It has year=2026/month=1, year=2026/month=2.',
  ]);
  t.deepEqual(await refused('sales', '--partition', 'yeer=2026'), [
    'sales is not partitioned by "yeer".',
    'Did you mean "year"?',
  ]);
  t.deepEqual(await refused('sales', '--partition', '2026'), [
    '--partition is "2026", which names no value of a column.',
    'Write year=…/month=….',
  ]);
  t.deepEqual(await refused('shops', '--partition', 'city=Oslo'), [
    'shops is not partitioned.',
    '`sparkify lineage shops --files` tells of all of it.',
  ]);
  t.deepEqual(await refused('sale', '--files'), [
    'There is no model, seed or source "sale".',
    'Did you mean "sales"?',
  ]);
  t.deepEqual(await refused('paid', '--files'), [
    'paid is not published, so that no release holds its rows.',
    'Ask for what is made of it: sales.',
  ]);
  t.deepEqual(await refused('sales.city', '--files'), [
    'Files are told of whole rows, not of the column city alone.',
    'Ask for all of the table: `sparkify lineage sales --files`.',
  ]);
  t.deepEqual(await refused('--partition', 'year=2026'), [
    'Whose files are meant is not said.',
    'Name a published table: `sparkify lineage songplays --files`.',
  ]);
});

test('nothing is told of a table before it is published', async t => {
  const project = shopProject(t);
  t.regex(
    await failed(t, project.sparkify('lineage', 'sales', '--files'), 1),
    /nothing-published\n {2}The lake has no release yet, so that no rows came from anywhere\.\n {2}`sparkify build --select \+sales`/,
  );
  await succeeded(t, project.sparkify('build', '-q', '-s', 'shops'));
  t.regex(
    await failed(t, project.sparkify('lineage', 'sales', '--files'), 1),
    /The current release holds no table sales\./,
  );
});

test('no source file is read, and none need be there', async t => {
  const project = await built(t);
  project.remove('data');
  t.deepEqual(await toldOf(t, project, 'sales'), [
    'data/orders/2026-01/a.json 2',
    'data/orders/2026-01/b.json 1',
  ]);
});
