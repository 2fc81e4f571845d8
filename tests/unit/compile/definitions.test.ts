import test from 'ava';
import { isDefinition } from '../../../src/compile/definitions.ts';

const definitions = [
  'create macro f(x) as x + 1',
  '-- a comment\nCREATE OR REPLACE MACRO f(x) AS (select max(y) from range(x) as t(y))',
  '/* a */ create temp function f() as table select 1',
  "create type level as enum ('free', 'paid')",
  'set variable rate = 3',
];

const others = [
  'create table t as select 1',
  "create type level as enum (select level from read_csv('levels.csv'))",
  "set variable latest = (select max(ts) from read_json('data/*.json'))",
  'set threads = 2',
  "attach 'audit.db' as audit",
  "insert into log values ('create macro f() as 1')",
  "copy log to 'log.csv'",
  'drop macro f',
];

for (const sql of definitions) test(`\`${sql}\` only defines`, t => t.true(isDefinition(sql)));
for (const sql of others) test(`\`${sql}\` does more than define`, t => t.false(isDefinition(sql)));
