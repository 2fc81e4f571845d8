import test, { type ExecutionContext } from 'ava';
import { type Expression, type Kysely, sql } from 'kysely';
import { createQueryCompiler } from '../../../../src/compile/kysely/create-query-compiler.ts';
import { createTemplateCompiler } from '../../../../src/compile/template-compiler.ts';
import { tablesIn } from '../../../../src/engines/duckdb/tables-in.ts';
import { defineModel, type ModelContext } from '../../../../src/project/define-model.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';
import { buildConfig, buildProject, buildSeed, buildSource } from '../../../helpers/project-builder.ts';

// biome-ignore lint/suspicious/noExplicitAny: tables without types, as in a project that generated none.
type Db = Kysely<any>;
type Query = (db: Db, context: ModelContext) => Expression<unknown>;

/** Queries, and the tables of the project that each one reads. */
const queries: Readonly<Record<string, readonly [reads: readonly string[], query: Query]>> = {
  'a model': [['model.shop.users'], db => db.selectFrom('users').selectAll()],
  'a seed, a source, and a model whose name has a dot': [
    ['model.shop.v2.users', 'seed.shop.levels', 'source.shop.raw.events'],
    db =>
      db
        .selectFrom('raw.events')
        .innerJoin('levels', 'levels.level', 'raw.events.level')
        .leftJoin('v2.users as u', 'u.id', 'raw.events.id')
        .selectAll('levels')
        .select(['u.id as user', 'raw.events.ts']),
  ],
  'the same model twice': [
    ['model.shop.users'],
    db => db.selectFrom('users as a').innerJoin('users as b', 'a.id', 'b.id').select('a.id'),
  ],
  'a model under the name of another': [
    ['model.shop.plays'],
    db => db.selectFrom('plays as users').select('users.id').where('users.id', '>', 1),
  ],
  'a CTE of the name of a model, which reads the model itself': [
    ['model.shop.users'],
    db =>
      db
        .with('users', db => db.selectFrom('users').selectAll())
        .selectFrom('users')
        .selectAll(),
  ],
  'a CTE in another case of letters, as DuckDB takes it': [
    ['model.shop.plays'],
    db =>
      db
        .with('USERS', db => db.selectFrom('plays').selectAll())
        .selectFrom('users')
        .selectAll(),
  ],
  'a later CTE that reads an earlier one, not the model': [
    ['model.shop.plays'],
    db =>
      db
        .with('users', db => db.selectFrom('plays').selectAll())
        .with('more', db => db.selectFrom('users').selectAll())
        .selectFrom('more')
        .selectAll(),
  ],
  'an earlier CTE that reads the model, not a later one': [
    ['model.shop.plays', 'model.shop.users'],
    db =>
      db
        .with('more', db => db.selectFrom('users').select('id'))
        .with('users', db => db.selectFrom('plays').select('id'))
        .selectFrom('users')
        .innerJoin('more', 'more.id', 'users.id')
        .select('more.id'),
  ],
  'a recursive CTE of the name of a model': [
    ['model.shop.plays'],
    db =>
      db
        .withRecursive('users(id)', db =>
          db
            .selectFrom('plays')
            .select('id')
            .unionAll(db.selectFrom('users').select(sql<number>`id + 1`.as('id')).where('id', '<', 5)),
        )
        .selectFrom('users')
        .selectAll(),
  ],
  'a CTE of a subquery, which is unknown outside of it': [
    ['model.shop.plays', 'model.shop.users'],
    db =>
      db
        .selectFrom(
          db
            .with('users', db => db.selectFrom('plays').select('id'))
            .selectFrom('users')
            .select('id')
            .as('inside'),
        )
        .innerJoin('users', 'users.id', 'inside.id')
        .select('users.id'),
  ],
  'a CTE that a subquery sees from outside': [
    ['model.shop.plays'],
    db =>
      db
        .with('users', db => db.selectFrom('plays').select('id'))
        .selectFrom('plays')
        .select('id')
        .where('id', 'in', db.selectFrom('users').select('id')),
  ],
  'subqueries in the select list, in a condition, and in a union': [
    ['model.shop.plays', 'model.shop.users', 'seed.shop.levels', 'source.shop.raw.events'],
    db =>
      db
        .selectFrom('users')
        .select(eb => eb.selectFrom('plays').select(eb.fn.countAll().as('n')).as('n'))
        .where(eb =>
          eb.exists(eb.selectFrom('levels').select('level').whereRef('levels.level', '=', 'users.level')),
        )
        .union(db.selectFrom('raw.events').select('id as n')),
  ],
  'a lateral join': [
    ['model.shop.plays', 'model.shop.users'],
    db =>
      db
        .selectFrom('users')
        .innerJoinLateral(
          eb =>
            eb.selectFrom('plays').select('plays.id as play').whereRef('plays.id', '=', 'users.id').as('p'),
          join => join.onTrue(),
        )
        .select(['users.id', 'p.play']),
  ],
  'a table in a template': [
    ['model.shop.users'],
    db =>
      db
        .selectFrom(sql<{ id: number }>`(select id from ${sql.table('users')} where id > ${1})`.as('t'))
        .select('t.id'),
  ],
  'a whole query as a template': [
    ['model.shop.users', 'source.shop.raw.events'],
    () => sql`select * from ${sql.table('users')} join ${sql.table('raw.events')} using (id)`,
  ],
  'a table in a template that is a CTE there': [
    ['model.shop.plays'],
    db =>
      db
        .with('users', db => db.selectFrom('plays').select('id'))
        .selectFrom(sql<{ id: number }>`(select * from ${sql.table('users')})`.as('t'))
        .select('t.id'),
  ],
  'an alias that a template qualifies a column by': [
    ['model.shop.plays'],
    db => db.selectFrom('plays as users').select(sql<number>`${sql.table('users')}.id`.as('id')),
  ],
  'a row of a table as a value': [
    ['model.shop.users'],
    db => db.selectFrom('users').select(eb => eb.fn('to_json', [eb.table('users')]).as('row')),
  ],
  'a schema that the builder adds': [
    ['source.shop.raw.events'],
    db => db.withSchema('raw').selectFrom('events').select('id'),
  ],
  'a model in spite of a CTE, by the schema of all models': [
    ['model.shop.users'],
    db =>
      db
        .with('users', db => db.selectFrom('main.users').select('id'))
        .selectFrom('main.users as m')
        .innerJoin('users', 'users.id', 'm.id')
        .select('m.id'),
  ],
  'a value that looks like a node of the builder': [
    ['model.shop.users'],
    db =>
      db
        .selectFrom('users')
        .select('id')
        .where('level', '=', sql`${sql.val({ kind: 'TableNode', table: 'plays' })}::varchar`),
  ],
  'a macro that reads a model': [
    ['model.shop.plays', 'model.shop.users'],
    (db, { macro }) => db.selectFrom('users').select('id').where('id', 'in', macro<number>('some_ids', 3)),
  ],
};

for (const [title, [reads, query]] of Object.entries(queries)) {
  test(`reads what DuckDB says it reads: ${title}`, async t => {
    const { sql: text, dependsOn, diagnostics } = compile(t, query);
    t.deepEqual(diagnostics, []);
    t.deepEqual(dependsOn, reads);
    const connection = await connectDuckDb(t);
    const tables = await tablesIn(connection, text);
    const named = tables.map(({ schema, name }) => `${schema}.${name}`);
    t.deepEqual([...new Set(named)].sort(), reads.map(relationOf).sort(), text);
  });
}

test('every query of them binds', async t => {
  const connection = await connectDuckDb(t);
  await connection.run(`
    CREATE TABLE users (id INTEGER, level VARCHAR); CREATE TABLE plays (id INTEGER, level VARCHAR);
    CREATE TABLE levels (level VARCHAR); CREATE TABLE "v2.users" (id INTEGER);
    CREATE SCHEMA raw; CREATE TABLE raw.events (id INTEGER, ts BIGINT, level VARCHAR)`);
  for (const [, query] of Object.values(queries)) {
    await t.notThrowsAsync(connection.prepare(compile(t, query).sql), compile(t, query).sql);
  }
});

test('a table that is none is told of, with the nearest that there is', t => {
  t.deepEqual(
    problems(t, db => db.selectFrom('user').selectAll()),
    [
      [
        'unknown-ref',
        'The query names "user", which is neither a model, a seed nor a source.',
        'Did you mean "users"?',
      ],
    ],
  );
  t.deepEqual(
    problems(t, db => db.selectFrom('events').selectAll()),
    [
      [
        'unknown-ref',
        'The query names "events", which is neither a model, a seed nor a source.',
        'Did you mean "raw.events"?',
      ],
    ],
  );
  t.deepEqual(
    problems(t, db => db.selectFrom('raw.event').selectAll()),
    [
      [
        'unknown-source',
        'The query names "raw.event", which no properties file declares as a source.',
        'Did you mean "raw.events"?',
      ],
    ],
  );
  // A CTE is in scope only where SQL has it in scope.
  const query: Query = db =>
    db
      .selectFrom(
        db
          .with('late', db => db.selectFrom('plays').select('id'))
          .selectFrom('late')
          .select('id')
          .as('x'),
      )
      .innerJoin('late', 'late.id', 'x.id')
      .select('x.id');
  t.deepEqual(
    problems(t, query).map(([code]) => code),
    ['unknown-ref'],
  );
});

test('what is no SELECT is refused, and says what it is', t => {
  const cases: readonly (readonly [query: () => unknown, message: string])[] = [
    [() => undefined, 'The query of "x" gives nothing, not a SELECT.'],
    [() => 'select 1', 'The query of "x" gives a value of type string, not a SELECT.'],
    [async () => 1, 'The query of "x" gives a promise, not a SELECT.'],
    [() => [], 'The query of "x" gives a list, not a SELECT.'],
    [() => sql`select 1; drop table users`, 'The query of "x" holds more than one statement.'],
    [() => sql`-- nothing`, 'The query of "x" holds no SQL.'],
    [
      () => sql`select ${undefined}`,
      'The query of "x" in models/x.ts has a value that cannot be written as SQL: undefined is no value of SQL.',
    ],
  ];
  for (const [query, message] of cases) {
    t.deepEqual(
      problems(t, query as Query).map(([code, text]) => [code, text]),
      [['bad-query', message]],
    );
  }
  const insert: Query = db => db.insertInto('users').values({ id: 1 }) as unknown as Expression<unknown>;
  t.deepEqual(
    problems(t, insert).map(([, text]) => text),
    ['The query of "x" gives a InsertQueryNode, not a SELECT.'],
  );
});

test('values stand in the text as literals', t => {
  const { sql: text } = compile(t, db =>
    db.selectFrom('users').select('id').where('level', 'in', ["it's", 'b']).where('id', '>', -1n).limit(5),
  );
  t.is(text, `select "id"\nfrom "main"."users"\nwhere "level" in ('it''s', 'b') and "id" > (-1)\nlimit 5`);
});

test('a model that is another table in SQL is still called by its name', t => {
  const project = buildProject({ models: { 'models/users.sql': '', 'models/x.ts': '' } });
  const templates = createTemplateCompiler(project, buildConfig());
  templates.place('users', { schema: 'marts', name: 'people' });
  const { sql: text } = compileWith(templates, db => db.selectFrom('users').select('users.id'));
  t.is(text, 'select "users"."id"\nfrom "marts"."people" as "users"');
});

test('variables and the target are at hand, and a macro that does not exist is told of', t => {
  const { sql: text } = compile(t, (db, { vars, target }) =>
    db.selectFrom('users').select('id').where('level', '=', `${vars.level} on ${target.name}`),
  );
  t.true(text.endsWith(`"level" = 'paid on dev'`), text);
  const [found] = problems(t, (db, { macro }) =>
    db.selectFrom('users').select(macro('nonesuch').as('n') as never),
  );
  t.is(found?.[0], 'unknown-macro');
});

function compile(_: ExecutionContext, query: Query) {
  const project = buildProject({
    models: { 'models/users.sql': '', 'models/plays.sql': '', 'models/v2.users.sql': '', 'models/x.ts': '' },
    macros: {
      'macros/m.sql':
        "{% macro some_ids(n) %}(select id from {{ ref('plays') }} limit {{ n }}){% endmacro %}",
    },
    seeds: [buildSeed('seeds/levels.csv')],
    sources: [buildSource('raw', 'events')],
  });
  return compileWith(createTemplateCompiler(project, buildConfig({ vars: { level: 'paid' } })), query);
}

function compileWith(templates: ReturnType<typeof createTemplateCompiler>, query: Query) {
  const definition = defineModel({ query: query as never });
  const config = buildConfig({ vars: { level: 'paid' } });
  const model = { path: 'models/x.ts', text: '', name: 'x', properties: undefined, definition };
  return createQueryCompiler(config, templates).compile(model);
}

function problems(t: ExecutionContext, query: Query) {
  return compile(t, query).diagnostics.map(({ code, message, hint }) => [code, message, hint]);
}

/** As compiled SQL names it. */
function relationOf(id: string): string {
  const [type, , ...name] = id.split('.');
  return type === 'source' ? name.join('.') : `main.${name.join('.')}`;
}
