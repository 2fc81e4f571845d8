import test from 'ava';
import { statementScope } from '../../../../src/engines/duckdb/statement-scope.ts';

const scopes = {
  connection: [
    'set variable x = 1',
    "SET SESSION default_null_order = 'nulls_first'",
    'set threads = 2',
    'reset threads',
    '-- why\npragma enable_progress_bar',
    'create temp macro f() as 1',
    'create or replace temporary view v as select 1',
  ],
  session: [
    'set global threads = 2',
    'create table t (a int)',
    'create macro f() as 1',
    "attach 'a.db' as a",
    'insert into t values (1)',
    "copy t to 'a.csv'",
    'update settings set a = 1',
  ],
} as const;

for (const scope of ['connection', 'session'] as const) {
  for (const sql of scopes[scope]) test(`\`${sql}\` is of a ${scope}`, t => t.is(statementScope(sql), scope));
}

for (const sql of [
  'create temp table t as select 1',
  'create or replace temporary table t as select 1',
  'begin transaction',
  'COMMIT',
  'use other',
  'set schema = main',
  "set session search_path = 'a'",
]) {
  test(`\`${sql}\` is refused`, t => {
    t.throws(() => statementScope(sql), {
      name: 'SparkifyError',
      message: /one connection|where a session begins/,
    });
  });
}
