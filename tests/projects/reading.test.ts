import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { sql } from 'kysely';
import { isExactInParquet } from '../../src/columns/parquet-type.ts';
import { openLake, SparkifyError } from '../../src/index.ts';
import { cliProject, repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { codeBlocks, readPage, section } from '../helpers/markdown.ts';
import { type RowSample, rowSamples } from '../helpers/row-samples.ts';
import { type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';
import { typecheck } from '../helpers/typecheck.ts';

/** The published tables of the small project. */
interface Tables {
  payments: { id: number; user_name: string | null; amount: number | null; paid_at: Date | null };
}

test('a release is read with the types that were generated for it', async t => {
  const project = await builtProject(t);
  await using lake = await openLake<Tables>({ projectDir: project.folder });
  t.deepEqual(await lake.selectFrom('payments').selectAll().orderBy('id').execute(), [
    { id: 1, user_name: 'Ada', amount: 1.5, paid_at: new Date('2026-01-01T10:00:00Z') },
    { id: 2, user_name: 'Bo', amount: 2, paid_at: new Date('2026-01-02T10:00:00Z') },
    { id: 3, user_name: 'Ada', amount: 3.25, paid_at: new Date('2026-01-03T10:00:00Z') },
  ]);
  const since = await lake
    .selectFrom('payments')
    .select(({ fn }) => ['user_name', fn.countAll<bigint>().as('payments')])
    .where('paid_at', '>=', new Date('2026-01-02T00:00:00Z'))
    .where('user_name', 'in', ["it's none", 'Ada', 'Bo'])
    .groupBy('user_name')
    .orderBy('user_name')
    .execute();
  t.deepEqual(since, [
    { user_name: 'Ada', payments: 1n },
    { user_name: 'Bo', payments: 1n },
  ]);
});

const inParquet = rowSamples.filter(({ type }) => isExactInParquet(type));
const inQueries = rowSamples.filter(({ type }) => !isExactInParquet(type));
/** A row whose columns are the samples, and one in which all are NULL. */
const sampleColumns = (samples: readonly RowSample[]) =>
  samples
    .map(({ sql, type }, index) => `case when i = 0 then ${sql} end::${type} as c${index}`)
    .join(',\n  ');
const valuesOf = (samples: readonly RowSample[]) =>
  Object.fromEntries(samples.map(({ value }, index) => [`c${index}`, value]));

test('every type that a lake can hold comes back from its files as the generated types say', async t => {
  const project = tinyProject(t, {
    'models/samples.sql': `{{ config(materialized='external') }}
select ${sampleColumns(inParquet)}
from range(2) as r(i)
`,
  });
  await succeeded(t, project.sparkify('types'));
  await succeeded(t, project.sparkify('build', '-q'));
  const expected = inParquet.map(({ typeScript }, index) => {
    const type = typeScript === 'unknown' ? typeScript : `(${typeScript}) | null`;
    return `expectType<Equal<(typeof rows)[number]['c${index}'], ${type}>>();`;
  });
  project.write({
    'reader.ts': `import { openLake } from 'sparkify';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<_ extends true>(): void {}

await using lake = await openLake();
const rows = await lake.selectFrom('samples').selectAll().execute();
${expected.join('\n')}
`,
  });
  t.is(typecheck(project), '');

  const { samplesRow } = await import(project.path('sparkify.types.ts'));
  await using lake = await openLake<{ samples: Record<string, unknown> }>({ projectDir: project.folder });
  const rows = await lake.selectFrom('samples').selectAll().execute();
  const [row, nulls] = rows.toSorted(({ c0 }) => (c0 === null ? 1 : -1)).map(plainBytes);
  t.deepEqual(row, valuesOf(inParquet));
  t.deepEqual(new Set(Object.values(nulls!)), new Set([null]));
  t.deepEqual(samplesRow.parse(row), row);
  t.deepEqual(samplesRow.parse(nulls), nulls);
});

test('a type that no file holds comes back from a query over the lake', async t => {
  const project = await builtProject(t);
  await using lake = await openLake<Tables>({ projectDir: project.folder });
  const { rows } = await sql<
    Record<string, unknown>
  >`select ${sql.raw(sampleColumns(inQueries))} from (select 0 as i)`.execute(lake);
  t.deepEqual(rows.map(plainBytes), [valuesOf(inQueries)]);
  // A sum of BIGINT is a HUGEINT.
  const { huge } = await lake
    .selectFrom('payments')
    .select(sql<bigint>`sum(9223372036854775807)`.as('huge'))
    .executeTakeFirstOrThrow();
  t.is(huge, 3n * 9223372036854775807n);
});

/** DuckDB gives a Buffer, which is a Uint8Array. */
function plainBytes(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? new Uint8Array(value) : value,
  ]);
  return Object.fromEntries(plain);
}

test('a lake is read by its folder alone, also from another folder', async t => {
  const project = await builtProject(t);
  await using lake = await openLake<Tables>({ cwd: project.folder, lake: 'target/lake' });
  t.is((await lake.selectFrom('payments').selectAll().execute()).length, 3);
});

test('a reader sees the release that it opened, and one that follows sees the current one', async t => {
  const project = await builtProject(t);
  await using pinned = await openLake<Tables>({ projectDir: project.folder });
  await using following = await openLake<Tables>({ projectDir: project.folder, follow: true });
  const first = pinned.release;
  t.is(following.release, first);

  project.write({
    'data/events/3.json': '{"id":4,"user":"Cy","amount":1,"paid_at":"2026-01-04T10:00:00Z"}\n',
  });
  await succeeded(t, project.sparkify('build', '-q'));
  t.deepEqual(await ids(pinned), [1, 2, 3]);
  t.deepEqual(await ids(following), [1, 2, 3, 4]);
  t.is(pinned.release, first);
  t.not(following.release, first);

  await using earlier = await openLake<Tables>({ projectDir: project.folder, release: first });
  t.deepEqual(await ids(earlier), [1, 2, 3]);
});

test('the queries of a transaction see one release, whatever is published meanwhile', async t => {
  const project = await builtProject(t);
  await using lake = await openLake<Tables>({ projectDir: project.folder, follow: true });
  await lake.transaction().execute(async transaction => {
    t.is((await transaction.selectFrom('payments').selectAll().execute()).length, 3);
    project.write({
      'data/events/3.json': '{"id":4,"user":"Cy","amount":1,"paid_at":"2026-01-04T10:00:00Z"}\n',
    });
    await succeeded(t, project.sparkify('build', '-q'));
    t.deepEqual(await ids(lake), [1, 2, 3, 4]);
    t.is((await transaction.selectFrom('payments').selectAll().execute()).length, 3);
  });
});

test('a large result is streamed, and may be left half way', async t => {
  const project = await builtProject(t, {
    'models/many.sql':
      "{{ config(materialized='table') }}\nselect i, repeat('x', 200) as text from range(1000000) as r(i)\n",
  });
  await using lake = await openLake<{ many: { i: bigint; text: string } }>({ projectDir: project.folder });
  const before = process.memoryUsage().heapUsed;
  let count = 0;
  let sum = 0n;
  for await (const { i } of lake.selectFrom('many').selectAll().stream()) {
    count++;
    sum += i;
    // All rows at once would be some 300 MB.
    if (count === 900_000) t.true(process.memoryUsage().heapUsed - before < 200e6);
  }
  t.is(count, 1_000_000);
  t.is(sum, 499_999_500_000n);

  for await (const { i } of lake.selectFrom('many').selectAll().stream()) if (i > 10n) break;
  t.deepEqual(await lake.selectFrom('many').select('i').where('i', '<', 2n).orderBy('i').execute(), [
    { i: 0n },
    { i: 1n },
  ]);
});

test('many queries at once, and a close while they run', async t => {
  const project = await builtProject(t);
  const lake = await openLake<Tables>({ projectDir: project.folder });
  const counts = await Promise.all(Array.from({ length: 20 }, () => ids(lake)));
  t.deepEqual(
    counts,
    Array.from({ length: 20 }, () => [1, 2, 3]),
  );
  const endless = lake
    .selectFrom(
      sql<{
        n: bigint;
      }>`(select count(*) as n from range(1000000000) a, range(1000000) b where a.range % 7 = b.range)`.as(
        't',
      ),
    )
    .selectAll()
    .execute();
  const failure = t.throwsAsync(endless, { instanceOf: SparkifyError, code: 'interrupted' });
  await new Promise(done => setTimeout(done, 200));
  await lake.destroy();
  await failure;
  await t.throwsAsync(ids(lake));
});

test('a lake is only read, and a wrong query says what DuckDB says', async t => {
  const project = await builtProject(t);
  // biome-ignore lint/suspicious/noExplicitAny: tables without types.
  await using lake = await openLake<any>({ projectDir: project.folder });
  for (const writing of [
    () => lake.insertInto('payments').values({ id: 1 }).execute(),
    () => lake.deleteFrom('payments').execute(),
    () => sql`create table x as select 1`.execute(lake),
    () => sql`copy (select 1) to '/tmp/never.csv'`.execute(lake),
  ]) {
    await t.throwsAsync(writing(), { instanceOf: SparkifyError, code: 'bad-sql', message: /only read/ });
  }
  await t.throwsAsync(lake.selectFrom('payments').select('nonesuch').execute(), {
    instanceOf: SparkifyError,
    message: /nonesuch/,
  });
  // A view is no part of a release.
  await t.throwsAsync(lake.selectFrom('stg_events').selectAll().execute(), { message: /stg_events/ });
});

test('what cannot be opened says why', async t => {
  const project = tinyProject(t);
  const opening = (options: Parameters<typeof openLake>[0]) =>
    openLake({ projectDir: project.folder, ...options });
  await t.throwsAsync(opening({}), { instanceOf: SparkifyError, code: 'nothing-published' });
  await t.throwsAsync(opening({ lake: project.path('nowhere') }), { code: 'nothing-published' });
  await succeeded(t, project.sparkify('build', '-q'));
  await t.throwsAsync(opening({ release: '01a219f3-8005-7000-9ba5-79de4068c269' }), {
    code: 'unknown-release',
  });
  await t.throwsAsync(openLake({ projectDir: project.path('data') }), { code: 'no-project' });
});

test('a release whose files are gone says so', async t => {
  const project = await builtProject(t);
  await using lake = await openLake<Tables>({ projectDir: project.folder });
  project.remove('target/lake/files');
  await t.throwsAsync(ids(lake), { code: 'lake-damaged', message: /is gone/ });
});

test('an alias, a schema and a dot in a name change nothing for who reads', async t => {
  const project = await builtProject(t, {
    'models/people.sql':
      "{{ config(materialized='table', alias='persons', schema='marts') }}\nselect distinct user_name from {{ ref('payments') }}\n",
  });
  await using lake = await openLake<{ people: { user_name: string } }>({ projectDir: project.folder });
  t.deepEqual(await lake.selectFrom('people').select('people.user_name').orderBy('user_name').execute(), [
    { user_name: 'Ada' },
    { user_name: 'Bo' },
  ]);
});

test('readers are typed by the generated file: published tables only', async t => {
  const project = await builtProject(t);
  await succeeded(t, project.sparkify('types'));
  project.write({
    'reader.ts': `import { openLake } from 'sparkify';
import type { Database, PaymentsRow } from './sparkify.types.ts';

await using lake = await openLake();
const rows: PaymentsRow[] = await lake.selectFrom('payments').selectAll().execute();
export const release: string = lake.release;
for await (const { id } of lake.selectFrom('payments').select('id').stream()) console.log(id satisfies number, rows);
// @ts-expect-error a view is not published
lake.selectFrom('stg_events');
// @ts-expect-error no such column
lake.selectFrom('payments').select('user_idd');
const all = await openLake<Database>({ lake: '/lakes/tiny', follow: true });
all.selectFrom('stg_events').select('paid_at');
`,
  });
  t.is(typecheck(project), '');
});

test('a table with an alias and a schema is named by its model, in types, models and readers', async t => {
  const project = tinyProject(t, {
    'models/told.sql': `{{ config(alias='the_table', schema='marts', materialized='table') }}
select id, amount from {{ ref('payments') }}
`,
    'models/reads.ts': `import { defineModel } from 'sparkify';

export default defineModel({ config: { materialized: 'table' }, query: db => db.selectFrom('told').select('amount') });
`,
    'reader.ts': `import { openLake } from 'sparkify';

await using lake = await openLake();
export const rows = await lake.selectFrom('told').select('amount').execute();
// @ts-expect-error so it is called in the lake only
lake.selectFrom('marts.the_table');
`,
  });
  await succeeded(t, project.sparkify('types'));
  await succeeded(t, project.sparkify('build', '-q'));
  t.is(typecheck(project), '');
  await using lake = await openLake<{ told: { id: number } }>({ projectDir: project.folder });
  t.is((await lake.selectFrom('told').select('id').execute()).length, 3);
});

test('the example of the documentation prints what it says it prints', async t => {
  const [example, printed] = codeBlocks({
    path: 'docs/library.md',
    text: section(readPage('docs/library.md'), 'Reading a lake'),
  });
  const outer = cliProject(t, { 'reader.ts': example!.text, 'package.json': '{ "type": "module" }' });
  await succeeded(t, outer.sparkify('init', 'my_lake'));
  await succeeded(t, outer.sparkify('build', '-q', '--project-dir', 'my_lake'));
  mkdirSync(outer.path('node_modules'));
  symlinkSync(repository, outer.path('node_modules/sparkify'));
  const { stdout, stderr } = spawnSync(process.execPath, ['reader.ts'], {
    cwd: outer.folder,
    encoding: 'utf8',
  });
  t.is(stdout, printed!.text, stderr);
});

async function builtProject(t: ExecutionContext, files: ProjectFiles = {}) {
  const project = tinyProject(t, files);
  await succeeded(t, project.sparkify('build', '-q'));
  return project;
}

async function ids(lake: Awaited<ReturnType<typeof openLake<Tables>>>): Promise<readonly number[]> {
  return (await lake.selectFrom('payments').select('id').orderBy('id').execute()).map(({ id }) => id);
}
