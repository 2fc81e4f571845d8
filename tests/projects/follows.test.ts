import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';

const sources = `sources:
  - name: raw
    tables:
      - name: payments
        location: data/*.json
        file_column: file_name
        columns:
          - { name: user, data_type: INTEGER }
          - { name: month, data_type: INTEGER }
          - { name: amount, data_type: INTEGER }
`;

const staged = `{{ config(
  materialized='incremental', read='new_files', unique_key='file_name', deleted_files='remove', partition_by='file_name'
) }}
select "user" as user_id, month, amount, file_name from {{ source('raw', 'payments') }}
`;

/** What each user paid in each month, with the name of the user's level: a key on its own, NULL included. */
const totals = (config = `follows='staged', unique_key='user_id'`) => `{{ config(
  materialized='incremental', ${config}, partition_by='month'
) }}
select p.user_id, p.month, cast(sum(p.amount) as bigint) as amount, any_value(l.title) as title
from {{ ref('staged') }} as p left join {{ ref('levels') }} as l on l.user_id = p.user_id
group by p.user_id, p.month
`;

function followingProject(t: ExecutionContext, more: ProjectFiles = {}): CliProject {
  return tinyProject(t, {
    ...{ 'models/stg_events.sql': undefined, 'models/payments.sql': undefined },
    ...{ 'models/payments.yml': undefined, 'data/events/1.json': undefined, 'data/events/2.json': undefined },
    'models/sources.yml': sources,
    'models/staged.sql': staged,
    'models/totals.sql': totals(),
    'seeds/levels.csv': 'user_id,title\n1,paid\n2,free\n',
    ...more,
  });
}

type Payment = readonly [user: number | null, month: number, amount: number];

function deliver(project: CliProject, name: string, ...payments: readonly Payment[]): void {
  const records = payments.map(([user, month, amount]) => ({ user, month, amount }));
  project.write({ [`data/${name}.json`]: jsonLines(records) });
}

async function rows(project: CliProject): Promise<string> {
  const sql = "select * from {{ ref('totals') }} order by all";
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  if (shown.exitCode !== 0) throw new Error(shown.output);
  return shown.stdout.trim().split('\n').slice(1).join(' ');
}

/** Builds, and gives the query that made what is new of the totals. */
async function build(t: ExecutionContext, project: CliProject, ...args: readonly string[]): Promise<string> {
  await succeeded(t, project.sparkify('build', ...args));
  return readFileSync(project.path('target/run/tiny/models/totals.sql'), 'utf8');
}

const filesOf = async (t: ExecutionContext, project: CliProject) => {
  const lake = project.path('target/lake');
  return dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'totals'));
};

test('only the keys of rows that changed are computed, from all rows of these keys', async t => {
  const project = followingProject(t);
  deliver(project, 'a', [1, 1, 10], [2, 1, 5], [null, 1, 1]);
  deliver(project, 'b', [2, 2, 7]);
  await build(t, project);
  t.is(await rows(project), '1,1,10,paid 2,1,5,free 2,2,7,free ,1,1,');
  const before = await filesOf(t, project);
  deliver(project, 'c', [2, 2, 100], [3, 3, 9]);
  const ran = await build(t, project);
  t.regex(ran, /from "main"\."staged\/changes\/totals" as p/);
  t.is(await rows(project), '1,1,10,paid 2,1,5,free 2,2,107,free 3,3,9, ,1,1,');
  // The month in which the user paid before holds the same rows, so its file stays.
  t.deepEqual(
    (await filesOf(t, project)).filter(file => before.includes(file)),
    [before[0]!],
  );
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.path('target/lake')), []);
});

test('rows of a key that is gone go, NULL is a key like another, and what only joins a partition is one more file of it', async t => {
  const project = followingProject(t);
  deliver(project, 'a', [1, 1, 10]);
  deliver(project, 'b', [2, 1, 7], [null, 1, 1]);
  await build(t, project);
  deliver(project, 'c', [3, 1, 2]);
  await build(t, project);
  t.is((await filesOf(t, project)).length, 2);
  deliver(project, 'b', [null, 1, 3]);
  await build(t, project);
  t.is(await rows(project), '1,1,10,paid 3,1,2, ,1,3,');
  project.remove('data/b.json');
  await build(t, project);
  t.is(await rows(project), '1,1,10,paid 3,1,2,');
  const once = await filesOf(t, project);
  await build(t, project, '--full-refresh', '--select', 'totals');
  t.deepEqual(await filesOf(t, project), once, 'from scratch it has the same rows');
});

test('all of it is computed where something else that it reads has changed, or what it was made of is not known', async t => {
  const project = followingProject(t);
  deliver(project, 'a', [1, 1, 10]);
  await build(t, project);
  const whole = /from "main"\."staged" as p/;
  const part = /staged\/changes\/totals/;
  project.write({ 'seeds/levels.csv': 'user_id,title\n1,gone\n' });
  t.regex(await build(t, project), whole);
  t.is(await rows(project), '1,1,10,gone');
  deliver(project, 'b', [1, 1, 1]);
  // What it follows grew without it: how it was before nobody can tell any more.
  await succeeded(t, project.sparkify('build', '--select', 'staged'));
  deliver(project, 'c', [1, 1, 1]);
  t.regex(await build(t, project), whole);
  t.is(await rows(project), '1,1,12,gone');
  deliver(project, 'd', [2, 1, 1]);
  t.regex(await build(t, project), part);
  t.is(await rows(project), '1,1,12,gone 2,1,1,');
});

test('with nothing new nothing is read or written', async t => {
  const project = followingProject(t);
  deliver(project, 'a', [1, 1, 10]);
  await build(t, project);
  const { version } = currentTable(project.path('target/lake'), 'totals');
  const output = await succeeded(t, project.sparkify('build'));
  t.regex(output, /incremental model totals \.+ \[1 row, unchanged/);
  t.is(currentTable(project.path('target/lake'), 'totals').version, version);
});

test('what could not be told to have changed is refused', async t => {
  const refused = async (files: ProjectFiles, expected: RegExp) =>
    t.regex(await failed(t, followingProject(t, files).sparkify('check'), 2), expected);
  const model = 'models/totals.sql';
  await refused(
    { [model]: totals(`follows='stagedd', unique_key='user_id'`) },
    /totals follows stagedd, but does not read it\./,
  );
  await refused(
    { [model]: totals(`follows='staged'`) },
    /"totals" follows staged, but no key tells which of its rows do\./,
  );
  await refused(
    { [model]: totals(`follows='staged', unique_key='amount'`) },
    /The unique_key "amount" of totals is not, as it is, the column "amount" of staged, which it follows\./,
  );
  await refused(
    {
      'models/staged.sql': `{{ config(materialized='table', published=false) }} ${staged.split('\n').slice(3).join('\n')}`,
    },
    /totals follows staged, which is not published\./,
  );
  await refused(
    {
      [model]: totals()
        .replace("ref('levels')", "source('raw', 'payments')")
        .replace('any_value(l.title)', 'max(l.amount)')
        .replace('l.user_id', 'l."user"'),
    },
    /totals follows staged, and reads raw\.payments beside it\./,
  );
});

test('a plan says what a model follows, and which of its partitions that replaces', async t => {
  const project = followingProject(t);
  deliver(project, 'a', [1, 1, 10]);
  const plan = async (...args: readonly string[]) => {
    const text = await succeeded(t, project.sparkify('plan', ...args));
    return /^ {2}totals +by month.*$/m.exec(text)?.[0].replaceAll(/ +/g, ' ').trim();
  };
  t.is(await plan(), 'totals by month all of it, for it is new');
  await build(t, project);
  t.is(
    await plan('--select', 'totals'),
    'totals by month: 1 partition follows staged by user_id: nothing, for nothing that it reads changes',
  );
  t.is(
    await plan('--select', 'staged', 'totals'),
    'totals by month: 1 partition follows staged by user_id: the partitions with rows of keys that occur in what changes there',
  );
  t.regex((await plan())!, /in what changes there; all of it if levels changes$/);
  deliver(project, 'b', [2, 2, 10]);
  await succeeded(t, project.sparkify('build', '--select', 'staged'));
  t.is(
    await plan(),
    'totals by month: 1 partition follows staged by user_id: all of it, computed out of all that it reads',
  );
  const json = JSON.parse(await succeeded(t, project.sparkify('plan', '--json'))) as {
    readonly writes: readonly { readonly table: string; readonly follows: object | null }[];
  };
  t.deepEqual(
    json.writes.map(({ table, follows }) => [table, follows]),
    [
      ['levels', null],
      ['staged', null],
      [
        'totals',
        { node: 'model.tiny.staged', key: ['user_id'], replaces: 'all', unless: ['seed.tiny.levels'] },
      ],
    ],
  );
});

const typescriptModels = {
  'models/staged.sql': undefined,
  'models/totals.sql': undefined,
  'models/staged.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  config: {
    materialized: 'incremental',
    read: 'new_files',
    unique_key: 'file_name',
    deleted_files: 'remove',
    partition_by: 'file_name',
  },
  query: db =>
    db.selectFrom('raw.payments').select(['raw.payments.user as user_id', 'raw.payments.month', 'amount', 'file_name']),
});
`,
  'models/totals.ts': `import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';

export default defineModel({
  config: { materialized: 'incremental', follows: 'staged', unique_key: 'user_id', partition_by: 'month' },
  query: (db, { macro }) =>
    db
      .selectFrom('staged')
      .leftJoin('levels as l', 'l.user_id', 'staged.user_id')
      .select(['staged.user_id', 'staged.month', macro('total').as('amount'), sql\`any_value(l.title)\`.as('title')])
      .groupBy(['staged.user_id', 'staged.month']),
});
`,
  'macros/total.sql': '{% macro total() %}cast(sum(amount) as bigint){% endmacro %}',
};

test('models in TypeScript read new files, and follow a table, as those in SQL do', async t => {
  const project = followingProject(t, typescriptModels);
  const ran = (name: string) => readFileSync(project.path(`target/run/tiny/models/${name}.sql`), 'utf8');
  deliver(project, 'a', [1, 1, 10], [2, 1, 5]);
  await succeeded(t, project.sparkify('build'));
  t.is(await rows(project), '1,1,10,paid 2,1,5,free');
  t.regex(ran('totals'), /from "main"\."staged"\s/);
  deliver(project, 'b', [2, 2, 7]);
  await succeeded(t, project.sparkify('build'));
  t.is(await rows(project), '1,1,10,paid 2,1,5,free 2,2,7,free');
  t.regex(ran('totals'), /"staged\/changes\/totals" as "staged"/);
  t.regex(ran('staged'), /"raw"\."payments\/new\/staged"/);
  deliver(project, 'a', [1, 1, 11]);
  await succeeded(t, project.sparkify('build'));
  t.is(await rows(project), '1,1,11,paid 2,2,7,free');
  project.remove('data/b.json');
  await succeeded(t, project.sparkify('build'));
  t.is(await rows(project), '1,1,11,paid');
});
