import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { compileProject } from '../../../src/compile/compile-project.ts';
import type { CompiledTest } from '../../../src/compile/node.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import type { JsonValue } from '../../../src/config/json-value.ts';
import { openSession } from '../../../src/engines/open-session.ts';
import type { Session } from '../../../src/engines/session.ts';
import type { DeclaredTest } from '../../../src/project/project.ts';
import { createTableScans } from '../../../src/run/table-scans.ts';
import { compileTests } from '../../../src/testing/compile-tests.ts';
import { scanSql } from '../../../src/testing/scan-sql.ts';
import { verdictSql } from '../../../src/testing/verdict-sql.ts';
import { buildColumn, buildConfig, buildProject } from '../../helpers/project-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

type Values = Readonly<Record<string, JsonValue>>;

async function open(t: ExecutionContext): Promise<Session> {
  const session = await openSession(buildConfig({ projectDir: temporaryFolder(t) }));
  t.teardown(() => session.close());
  return session;
}

/** Tests of the columns n and s of a table, each under a name of its own. */
function testsOf(declared: readonly (readonly [test: string, given: Values, config: Values])[]) {
  const on = (column: string | undefined) =>
    declared.flatMap(([name, given, config], index): readonly DeclaredTest[] =>
      (given.column ?? null) === (column ?? null) ? [declaredTest(name, given, config, index)] : [],
    );
  const project = buildProject({
    models: { 'models/facts.sql': 'select 1 as n, 2 as s', 'models/others.sql': 'select 1 as n' },
    properties: {
      facts: {
        tests: on(undefined),
        columns: ['n', 's'].map(name => ({ ...buildColumn(name), tests: on(name) })),
      },
    },
  });
  const config = buildConfig();
  const compiler = createTemplateCompiler(project, config);
  const compiled = compileProject(project, config, compiler);
  const { tests, diagnostics } = compileTests({ projectName: 'shop', project, compiled, compiler });
  if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
  return tests;
}

function declaredTest(name: string, { column: _, ...given }: Values, config: Values, index: number) {
  const at = { file: 'models/schema.yml', line: index + 1, column: 1 };
  return { test: name, name: `test_${index}`, description: '', arguments: given, config, at };
}

function scansOf(tests: readonly CompiledTest[], session: Pick<Session, 'judgeAll' | 'prove'>) {
  return createTableScans(
    tests.map(node => ({ kind: 'test' as const, node })),
    session,
  );
}

const column = fc.constantFrom('n', 's');
const limit = fc.integer({ min: -2, max: 5 });
const given: fc.Arbitrary<readonly [string, Values]> = fc.oneof(
  fc.tuple(fc.constant('not_null'), fc.record({ column })),
  fc.tuple(fc.constant('accepted_values'), fc.record({ column, values: fc.array(limit, { minLength: 1 }) })),
  fc.tuple(
    fc.constant('accepted_range'),
    fc.record({ column, min_value: limit, max_value: limit, inclusive: fc.boolean() }),
  ),
  fc.tuple(
    fc.constant('expression_is_true'),
    fc.record({ column, expression: fc.constantFrom('> 1 -- one', '= n or s > 2') }),
  ),
  fc.tuple(
    fc.constant('expression_is_true'),
    fc.record({ expression: fc.constantFrom('n > s -- more', 'n is not null and s > 0') }),
  ),
);
const config = fc.record(
  {
    where: fc.constantFrom('n > 0 -- positive', 's is null', 'n = s or n < 1', 'false'),
    warn_if: fc.constantFrom('> 1', 'between 1 and 2 -- few'),
    error_if: fc.constantFrom('= 0', '> 2'),
    severity: fc.constantFrom('warn', 'error'),
  },
  { requiredKeys: [] },
);
const value = fc.option(limit);

test('what a shared scan finds is what each test finds by itself', async t => {
  const session = await open(t);
  const relation = { schema: 'main', name: 'facts' };
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(value, value), { maxLength: 5 }),
      fc.array(fc.tuple(given, config), { minLength: 2, maxLength: 8 }),
      async (rows, declared) => {
        const values = rows.map(([n, s]) => `(${n ?? 'null'}::integer, ${s ?? 'null'}::integer)`);
        const from = [...values, '(0, 0)'].join(', ');
        await session.createTable(
          relation,
          `select * from (values ${from}) as v(n, s) limit ${values.length}`,
        );
        const tests = testsOf(declared.map(([[name, values], config]) => [name, values, config] as const));
        const scans = scansOf(tests, session);
        for (const one of tests) {
          const shared = await scans.findings(one);
          if (shared === undefined) continue;
          compared++;
          t.deepEqual(shared, await session.judge(verdictSql(one)), one.sql);
        }
      },
    ),
    { numRuns: 150 },
  );
  t.true(compared > 150);
});

/** How many scans ran, and what they were. */
function watched(session: Session) {
  const queries: string[] = [];
  const judgeAll: Session['judgeAll'] = sql => {
    queries.push(sql);
    return session.judgeAll(sql);
  };
  return { queries, session: { judgeAll, prove: session.prove.bind(session) } };
}

test('the tests of a table ask for one scan, however many wait for it', async t => {
  const session = await open(t);
  await session.createTable({ schema: 'main', name: 'facts' }, 'select 1 as n, null as s');
  const tests = testsOf([
    ['not_null', { column: 's' }, {}],
    ['not_null', { column: 'n' }, { where: 'n > 1' }],
    ['expression_is_true', { column: 's', expression: 'is null' }, {}],
    ['expression_is_true', { expression: 'n > 1 or s is null' }, {}],
  ]);
  const watch = watched(session);
  const scans = scansOf(tests, watch.session);
  const found = await Promise.all(tests.map(one => scans.findings(one)));
  t.deepEqual(
    found.map(findings => findings?.failures),
    [1, 0, 0, 0],
  );
  t.is(watch.queries.length, 1);
});

test('a test at fault leaves all of them to themselves, asked once', async t => {
  const session = await open(t);
  await session.createTable({ schema: 'main', name: 'facts' }, "select 1 as n, 'x' as s");
  const tests = testsOf([
    ['not_null', { column: 's' }, {}],
    ['expression_is_true', { column: 's', expression: '::integer > 0' }, {}],
  ]);
  const watch = watched(session);
  const scans = scansOf(tests, watch.session);
  t.deepEqual(await Promise.all(tests.map(one => scans.findings(one))), [undefined, undefined]);
  t.is(watch.queries.length, 1);
});

test('a test that asks for more than a count, and one that is alone, run by themselves', async t => {
  const session = await open(t);
  const watch = watched(session);
  const tests = testsOf([
    ['not_null', { column: 'n' }, {}],
    ['not_null', { column: 's' }, { limit: 3 }],
    ['not_null', { column: 's' }, { fail_calc: 'max(n)' }],
    ['not_null', { column: 's' }, { where: "n in (select n from {{ ref('others') }})" }],
    ['unique', { column: 'n' }, {}],
    ['not_constant', { column: 'n' }, {}],
  ]);
  const scans = scansOf(tests, watch.session);
  for (const one of tests) t.is(await scans.findings(one), undefined, one.name);
  t.deepEqual(watch.queries, []);
});

test('a query within a condition shares a scan, too', async t => {
  const session = await open(t);
  await session.createTable({ schema: 'main', name: 'facts' }, 'select 1 as n, 2 as s union all select 5, 6');
  const watch = watched(session);
  const tests = testsOf([
    ['expression_is_true', { expression: "n < (select max(n) from {{ ref('facts') }})" }, {}],
    ['not_null', { column: 'n' }, {}],
  ]);
  const scans = scansOf(tests, watch.session);
  const found = await Promise.all(tests.map(one => scans.findings(one)));
  t.deepEqual(
    found.map(findings => findings?.failures),
    [1, 0],
  );
  t.is(watch.queries.length, 1);
});

test('of a table in memory or in one file, DuckDB itself scans nothing for what statistics prove', async t => {
  const session = await open(t);
  const relation = { schema: 'main', name: 'facts' };
  await session.createTable(relation, 'select i as n, i + 1 as s from range(10) as r(i)');
  const path = `${temporaryFolder(t)}/facts.parquet`;
  await session.writeRows('select * from facts', path);
  const plan = async (tests: readonly CompiledTest[]) =>
    (await session.query(`explain ${scanSql(tests)}`)).rows.flat().join('\n');
  const sound = testsOf([
    ['not_null', { column: 'n' }, {}],
    ['not_null', { column: 's' }, {}],
    ['accepted_range', { column: 's', min_value: 1, max_value: 10 }, {}],
  ]);
  const unsound = [...sound, ...testsOf([['accepted_range', { column: 's', max_value: 9 }, {}]])];
  t.notRegex(await plan(sound), /SEQ_SCAN/);
  t.regex(await plan(unsound), /SEQ_SCAN/);
  await session.drop(relation);
  await session.createView(relation, `select * from read_parquet('${path}')`);
  t.notRegex(await plan(sound), /PARQUET/);
  t.regex(await plan(unsound), /READ_PARQUET/);
});

/** The table as two files of so many rows: n counts on, and s lacks the value 3. */
async function released(t: ExecutionContext, session: Session, rowsOfFile: number) {
  const folder = temporaryFolder(t);
  const files = [0, 1].map(part => ({ path: `${folder}/${part}.parquet`, partition: [] }));
  for (const [part, { path }] of files.entries())
    await session.writeRows(
      `select ${part * rowsOfFile} + i as n, nullif(i, 3) as s from range(${rowsOfFile}) as r(i)`,
      path,
    );
  const table = {
    format: 'parquet' as const,
    columns: ['n', 's'].map(name => ({ name, type: 'BIGINT' })),
    ...{ partitionColumns: [], files, rows: 2 * rowsOfFile },
  };
  await session.bindReleased({ schema: 'main', name: 'facts' }, table);
  return table;
}

/** What each test found, and what told it. */
async function answers(
  tests: readonly CompiledTest[],
  table: Awaited<ReturnType<typeof released>>,
  session: Pick<Session, 'judgeAll' | 'prove'>,
) {
  const scans = scansOf(tests, session);
  scans.tell({ uniqueId: 'model.shop.facts' }, table);
  const found: (number | undefined)[] = [];
  const isProved: boolean[] = [];
  for (const one of tests) {
    const { failures } =
      (await scans.findings(one, by => isProved.push(/^-- Nothing was scanned/.test(by)))) ?? {};
    found.push(failures);
  }
  return { found, isProved };
}

test('of a release, what the footers of its files prove is not scanned', async t => {
  const session = await open(t);
  const watch = watched(session);
  const table = await released(t, session, 5_000);
  const tests = testsOf([
    ['not_null', { column: 'n' }, {}],
    ['accepted_range', { column: 'n', min_value: 0, max_value: 9999 }, { where: 's > 4' }],
    ['accepted_range', { column: 's', min_value: 0 }, {}],
    ['not_null', { column: 's' }, {}],
    ['accepted_range', { column: 'n', max_value: 9998 }, {}],
    ['accepted_range', { column: 'n', max_value: 's + 6000' }, {}],
    ['not_null', { column: 'n' }, { error_if: '= 0' }],
  ]);
  const { found, isProved } = await answers(tests, table, watch.session);
  t.deepEqual(found, [0, 0, 0, 2, 1, 0, 0]);
  t.deepEqual(isProved, [true, true, true, false, false, false, false]);
  t.is(watch.queries.length, 1);
  t.is([...watch.queries[0]!.matchAll(/count\(\*\) filter/g)].length, 4);
});

test('of files of few rows, footers are read only where they may spare the whole scan', async t => {
  const session = await open(t);
  const watch = watched(session);
  const table = await released(t, session, 10);
  const all = testsOf([
    ['not_null', { column: 'n' }, {}],
    ['accepted_range', { column: 's', max_value: 9 }, {}],
  ]);
  t.deepEqual(await answers(all, table, watch.session), { found: [0, 0], isProved: [true, true] });
  t.is(watch.queries.length, 0);
  const some = [...all, ...testsOf([['expression_is_true', { column: 'n', expression: '< 19' }, {}]])];
  t.deepEqual(await answers(some, table, watch.session), {
    found: [0, 0, 1],
    isProved: [false, false, false],
  });
  t.is(watch.queries.length, 1);
});
