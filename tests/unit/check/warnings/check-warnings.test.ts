import test from 'ava';
import { defaultRules, type RuleLevel, type RuleName, ruleNames } from '../../../../src/config/rules.ts';
import type { DeclaredTest, Properties } from '../../../../src/project/project.ts';
import { checkProject } from '../../../helpers/check-project.ts';
import { buildColumn, buildProject, buildSource } from '../../../helpers/project-builder.ts';

const off = Object.fromEntries(ruleNames.map(name => [name, 'off'])) as Record<RuleName, RuleLevel>;
const users = buildSource('raw', 'users', {
  columns: [buildColumn('id', 'BIGINT'), buildColumn('name', 'VARCHAR')],
});
const plays = buildSource('raw', 'plays', {
  columns: [buildColumn('user_id', 'VARCHAR'), buildColumn('ts', 'BIGINT')],
});
const USERS = "{{ source('raw', 'users') }}";
const PLAYS = "{{ source('raw', 'plays') }}";

/** What one rule finds in a model `m`, as `line:column message`. */
async function find(rule: RuleName, sql: string, properties: Partial<Properties> = {}) {
  const project = buildProject({
    sources: [users, plays],
    models: { 'models/m.sql': sql },
    properties: { m: properties },
  });
  const { diagnostics } = await checkProject(project, {}, { ...off, [rule]: 'warn' });
  return diagnostics.map(({ at, code, message }) => {
    if (code !== rule) throw new Error(`${code}: ${message}`);
    return `${at?.line}:${at?.column} ${message}`;
  });
}

const PUBLISHED = "{{ config(materialized='table') }}\n";

test('a star over a table in a published model is told at the star', async t => {
  const told = 'The published columns of m are those of the tables it reads, whatever they become.';
  t.deepEqual(await find('select-star', `${PUBLISHED}select *\nfrom ${USERS}`), [`2:8 ${told}`]);
  t.deepEqual(await find('select-star', `${PUBLISHED}select u.* from ${USERS} as u, (select 1 as x) as y`), [
    `2:8 ${told}`,
  ]);
  t.deepEqual(await find('select-star', `${PUBLISHED}from ${USERS}`), [`2:1 ${told}`]);
});

test('a star is found through common table expressions and both sides of a union', async t => {
  const sql = `${PUBLISHED}with u as (\n  select * from ${USERS}\n), v as (select * from u)\nselect 1 as id, 'a' as name\nunion all select * from v`;
  t.like(await find('select-star', sql), { length: 1 });
  t.regex((await find('select-star', sql))[0]!, /^3:10 /);
});

test('a star over what the query writes out itself is fine, and so is one in a view', async t => {
  const explicit = `with u as (select * from ${USERS}), final as (select id from u) select * from final`;
  t.deepEqual(await find('select-star', PUBLISHED + explicit), []);
  t.deepEqual(await find('select-star', `${PUBLISHED}select count(*) as n from ${USERS}`), []);
  t.deepEqual(
    await find('select-star', `${PUBLISHED}select id from ${USERS} where exists (select * from ${PLAYS})`),
    [],
  );
  t.deepEqual(await find('select-star', `select * from ${USERS}`), []);
  const recursive =
    'with recursive r as (select 1 as n union all select n + 1 from r where n < 3) select * from r';
  t.deepEqual(await find('select-star', PUBLISHED + recursive), []);
});

test('a comma without a condition is told at the second table, wherever it stands', async t => {
  const told = 'Nothing connects "p" with the tables before it: each row meets each.';
  const sql = `select 1 as x from ${USERS} as u,\n  ${PLAYS} as p`;
  t.deepEqual(await find('join-without-condition', sql), [`2:3 ${told}`]);
  t.deepEqual(await find('join-without-condition', `with a as (${sql} where u.id = 1) select x from a`), [
    `2:3 ${told}`,
  ]);
});

test('a comma whose tables WHERE connects is a join like any other', async t => {
  const from = `select 1 as x from ${USERS} as u, ${PLAYS} as p`;
  t.deepEqual(await find('join-without-condition', `${from} where u.id::varchar = p.user_id`), []);
  t.deepEqual(await find('join-without-condition', `${from} where id::varchar = user_id`), []);
  const third = `${from}, ${USERS} as w where u.id = w.id and p.user_id = w.name`;
  t.deepEqual(await find('join-without-condition', third), []);
});

test('a cross join that is written out is meant, and so are functions and lateral subqueries', async t => {
  t.deepEqual(await find('join-without-condition', `select 1 as x from ${USERS} cross join ${PLAYS}`), []);
  t.deepEqual(
    await find('join-without-condition', `select x from ${USERS} as u, unnest([u.id]) as t(x)`),
    [],
  );
  t.deepEqual(
    await find('join-without-condition', `select y.x from ${USERS} as u, (select u.id as x) as y`),
    [],
  );
});

test('DuckDB itself refuses a join whose ON is missing', async t => {
  const project = buildProject({
    sources: [users, plays],
    models: { 'models/m.sql': `select 1 as x\nfrom ${USERS} join ${PLAYS}` },
  });
  t.like((await checkProject(project)).diagnostics, [{ code: 'bad-sql' }]);
});

test('a join key of two kinds of type is told, in ON, USING and WHERE', async t => {
  const told = 'The join key "u.id" is BIGINT on one side and VARCHAR on the other.';
  t.deepEqual(
    await find('join-key-cast', `select 1 as x from ${USERS} as u join ${PLAYS} as p\n  on u.id = p.user_id`),
    [`2:6 ${told}`],
  );
  t.deepEqual(
    await find('join-key-cast', `select 1 as x from ${USERS} as u, ${PLAYS} as p\nwhere u.id = p.user_id`),
    [`2:7 ${told}`],
  );
  const using = `select 1 as x from ${PLAYS} join (select id as user_id from ${USERS}) as u\nusing (user_id)`;
  t.deepEqual(
    (await find('join-key-cast', using)).map(line => line.replace(/^\S+ /, '')),
    ['The join key "user_id" is VARCHAR on one side and BIGINT on the other.'],
  );
});

test('types of join keys are followed through common table expressions', async t => {
  const keys = (cast: string) =>
    `with k as (select *, 1 as one from (select ${cast} as key from ${PLAYS})), u as (select id as key from ${USERS})
    select 1 as x from k join u on k.key = u.key`;
  t.is((await find('join-key-cast', keys('user_id'))).length, 1);
  t.deepEqual(await find('join-key-cast', keys('user_id::integer')), []);
  t.deepEqual(
    await find('join-key-cast', keys('length(user_id)')),
    [],
    'a type that is not known is not guessed',
  );
});

test('an explicit cast, a filter on a constant and integers of two sizes are no implicit cast', async t => {
  const join = (condition: string) =>
    find('join-key-cast', `select 1 as x from ${USERS} as u join ${PLAYS} as p on ${condition}`);
  t.deepEqual(await join('u.id::varchar = p.user_id'), []);
  t.deepEqual(await join("u.id = p.ts and u.name = '1'"), []);
  t.deepEqual(await join('u.id::smallint = p.ts'), []);
});

test('a partition column without a not_null test is told at its name', async t => {
  const at = { file: 'models/schema.yml', line: 12, column: 11 };
  const declared: DeclaredTest = {
    test: 'not_null',
    name: undefined,
    description: '',
    arguments: {},
    config: {},
    at,
  };
  const sql =
    "{{ config(materialized='external', partition_by=['year', 'month']) }}\nselect 1 as x, 2024 as year, 1 as month";
  const columns = [{ ...buildColumn('Year'), tests: [declared] }];
  t.deepEqual(await find('nullable-partition', sql, { columns }), [
    '1:59 Nothing says that the partition column "month" of m is never null.',
  ]);
});

test('a constraint says as well that a partition column is never null', async t => {
  const at = { file: 'models/schema.yml', line: 12, column: 11 };
  const none = {
    name: undefined,
    description: '',
    expression: undefined,
    to: undefined,
    toColumns: [],
    column: undefined,
    at,
  };
  const constraints = [
    { ...none, type: 'not_null', columns: ['year'] } as const,
    { ...none, type: 'primary_key', columns: ['month', 'x'] } as const,
  ];
  const sql =
    "{{ config(materialized='external', partition_by=['year', 'month']) }}\nselect 1 as x, 2024 as year, 1 as month, 2 as y";
  t.deepEqual(await find('nullable-partition', sql, { constraints }), []);
});

test('a model that is neither published nor read is told; a test reads', async t => {
  const told = '1:1 m is not published, and no model, test or exposure reads it.';
  t.deepEqual(await find('unread-model', 'select 1 as x'), [told]);
  t.deepEqual(await find('unread-model', `${PUBLISHED}select 1 as x`), []);
  const at = { file: 'models/schema.yml', line: 12, column: 11 };
  const unique: DeclaredTest = {
    test: 'unique',
    name: undefined,
    description: '',
    arguments: {},
    config: {},
    at,
  };
  t.deepEqual(
    await find('unread-model', 'select 1 as x', { columns: [{ ...buildColumn('x'), tests: [unique] }] }),
    [],
  );
});

test('a source that nobody reads is told at its declaration', async t => {
  t.deepEqual(await find('unused-source', `select id from ${USERS}`), [
    '4:9 No model, test or exposure reads the source raw.plays.',
  ]);
});

test('what is not described is one line for each published model', async t => {
  const sql = `${PUBLISHED}select 1 as a, 2 as b, 3 as c, 4 as d, 5 as e`;
  const column = { ...buildColumn('A'), description: 'The first.' };
  t.deepEqual(await find('missing-description', sql, { columns: [column] }), [
    '1:1 m lacks descriptions: its own, and 4 of 5 columns (b, c, d, …).',
  ]);
  t.deepEqual(await find('missing-description', 'select 1 as a'), [], 'a view is nobody else’s');
});

test('a rule is as severe as the config says, and is not asked when it is off', async t => {
  const project = buildProject({
    models: { 'models/m.sql': `${PUBLISHED}select * from ${USERS}` },
    sources: [users],
  });
  const levels = async (level: RuleLevel) =>
    (await checkProject(project, {}, { ...off, 'select-star': level })).diagnostics.map(
      ({ severity }) => severity,
    );
  t.deepEqual(await levels('off'), []);
  t.deepEqual(await levels('warn'), ['warn']);
  t.deepEqual(await levels('error'), ['error']);
});

test('a model that does not bind is not looked at, and one that cannot be written as a tree is left out', async t => {
  const broken = buildProject({
    models: {
      'models/m.sql': `${PUBLISHED}select *, nope from ${USERS}`,
      'models/p.sql': 'pivot (select 1 as a, 2 as b) on a in (1) using sum(b)',
    },
    sources: [users],
  });
  const { diagnostics } = await checkProject(broken, {}, { ...defaultRules, 'missing-description': 'off' });
  t.deepEqual(diagnostics.map(({ code }) => code).toSorted(), ['unknown-column', 'unread-model']);
});

test('a place behind letters of several bytes is counted in letters', async t => {
  const sql = `${PUBLISHED}select 'ä€😀' as a, u.* from ${USERS} as u`;
  t.regex((await find('select-star', sql))[0]!, /^2:21 /);
});
