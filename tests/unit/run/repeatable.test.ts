import test from 'ava';
import type { CompiledNode } from '../../../src/compile/node.ts';
import { findUnrepeatable } from '../../../src/run/repeatable.ts';
import { unrepeatableFunctions } from '../../../src/syntax/function-names.ts';
import { withPool } from '../../helpers/duckdb-pool.ts';
import { modelNode, seedNode, sourceNode } from '../../helpers/node-builder.ts';
import { withShadow } from '../../helpers/shadow.ts';

const parents = [sourceNode('events'), seedNode('levels')];

/** Why a model of this query always runs; undefined when it gives the same of the same. */
async function whyUnrepeatable(
  sql: string,
  { start = [] as readonly string[], change = {} } = {},
): Promise<string | undefined> {
  const model = {
    ...modelNode(
      'm',
      parents.map(({ uniqueId }) => uniqueId),
    ),
    sql,
    ...change,
  } as CompiledNode;
  return withShadow(async parser =>
    (await findUnrepeatable({ nodes: [...parents, model], start, parser })).get('model.p.m'),
  );
}

async function isRepeatable(...query: Parameters<typeof whyUnrepeatable>): Promise<boolean> {
  return (await whyUnrepeatable(...query)) === undefined;
}

const same = {
  'its sources and seeds': 'SELECT * FROM "raw"."events" JOIN "main"."levels" USING (id)',
  'tables of its own': 'WITH e AS (SELECT * FROM raw.events), f AS (SELECT * FROM e) SELECT * FROM f, e',
  'values of its own': 'SELECT * FROM (VALUES (1), (2)) AS v(a), range(3), unnest([1, 2])',
  'a column called "user"': 'SELECT "user", md5("user") FROM raw.events',
  'any row of a group': 'SELECT first(id), any_value(id) FROM raw.events',
};
const others = {
  'the time': 'SELECT now() FROM raw.events',
  'the time deep in a query': 'SELECT * FROM raw.events WHERE id IN (SELECT epoch_ms(Current_Timestamp))',
  'the day': 'SELECT current_date',
  'an age until today': 'SELECT age(made) FROM raw.events',
  chance: 'SELECT random() FROM raw.events',
  'new ids': 'SELECT gen_random_uuid() FROM raw.events',
  'a sample': 'SELECT * FROM raw.events TABLESAMPLE 10%',
  'a variable': "SELECT getvariable('day') FROM raw.events",
  'a file': "SELECT * FROM read_csv('a.csv')",
  'a file by its name': "SELECT * FROM 'a.parquet'",
  'a table that nobody knows': 'SELECT * FROM other.events',
  'what cannot be taken apart': 'PIVOT raw.events ON id USING count(*)',
};

for (const [what, sql] of Object.entries(same))
  test(`a query of ${what} gives the same of the same`, async t => t.true(await isRepeatable(sql)));
for (const [what, sql] of Object.entries(others))
  test(`a query of ${what} may give something else`, async t => t.false(await isRepeatable(sql)));

test('why a node always runs is said in words of its query', async t => {
  const reasons = {
    'SELECT now() FROM raw.events': 'it calls now()',
    'SELECT Current_Date AS day': 'it asks for current_date',
    'SELECT * FROM raw.events TABLESAMPLE 10%': 'it takes a sample',
    "SELECT * FROM read_csv('a.csv')": 'it reads read_csv()',
    'SELECT * FROM other.events': 'it reads "events" without ref() or source()',
    'SELECT * FROM warehouse.raw.events': 'it reads "events" without ref() or source()',
    'PIVOT raw.events ON id USING count(*)': 'its SQL cannot be taken apart',
  };
  for (const [sql, why] of Object.entries(reasons)) t.is(await whyUnrepeatable(sql), why);
  const hooks = { hooks: { pre: [{ statements: ['select 1'] }], post: [] } };
  t.is(await whyUnrepeatable('SELECT 1', { change: hooks }), 'it has hooks');
  t.is(await whyUnrepeatable('SELECT 1', { start: ['set variable a = random()'] }), 'onRunStart has random');
});

test('hooks of a node are there for what they do', async t => {
  const hook = { statements: ['select 1'] };
  t.false(await isRepeatable('SELECT 1', { change: { hooks: { pre: [], post: [hook] } } }));
});

test('what runs before all nodes counts for every one of them', async t => {
  t.true(await isRepeatable('SELECT 1', { start: ['create macro twice(x) as 2 * x', 'set threads = 2'] }));
  for (const statement of [
    'create macro day() as current_date',
    "attach 'other.duckdb' as other",
    "set variable day = (select max(day) from read_csv('days.csv'))",
  ])
    t.false(await isRepeatable('SELECT 1', { start: [statement] }), statement);
});

test('every function that DuckDB does not call consistent is known', async t => {
  const { rows } = await withPool(pool =>
    pool.query(
      "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT' AND function_name <> 'error'",
    ),
  );
  t.deepEqual(
    rows.map(([name]) => String(name)).filter(name => !unrepeatableFunctions.has(name)),
    [],
  );
  t.true(rows.length > 10);
});
