import { createHash } from 'node:crypto';
import test from 'ava';
import { safeAlias, testId, testName } from '../../../src/testing/test-name.ts';

test('a test is named after itself, its table and its arguments in the order of their names', t => {
  const values = { values: ['free', 'paid'], column_name: 'level' };
  t.is(testName('accepted_values', 'users', values).name, 'accepted_values_users_level__free__paid');
});

test('what is no word becomes an underscore', t => {
  const values = { to: "ref('users')", field: 'user_id', column_name: 'user_id' };
  t.is(testName('relationships', 'plays', values).name, 'relationships_plays_user_id__user_id__ref_users_');
});

test('booleans and nothing are written as Python writes them, since names are those of dbt', t => {
  t.is(
    testName('accepted_values', 'users', { column_name: 'age', quote: false, values: [1, 2] }).name,
    'accepted_values_users_age__False__1__2',
  );
});

test('a name of 63 characters is its own alias, a longer one is cut and hashed', t => {
  const short = testName('not_null', 'x', { column_name: 'c'.repeat(63 - 'not_null_x_'.length) });
  t.is(short.name.length, 63);
  t.is(short.alias, short.name);
  const long = testName('not_null', 'x', { column_name: 'c'.repeat(64 - 'not_null_x_'.length) });
  t.is(long.name.length, 64);
  t.is(long.alias, `not_null_x_${createHash('md5').update(long.name).digest('hex')}`);
});

test('of a long name thirty characters of test and table stay', t => {
  const { alias } = testName('accepted_values', 'a_table_with_a_long_name', { column_name: 'x'.repeat(40) });
  t.regex(alias, /^accepted_values_a_table_with_a_[0-9a-f]{32}$/);
});

test('unique ids end in ten hex digits that depend on what is tested', t => {
  const metadata = { name: 'unique', kwargs: { column_name: 'id', model: 'a' }, namespace: null };
  const one = testId('lake', 'key', metadata);
  t.regex(one, /^test\.lake\.key\.[0-9a-f]{10}$/);
  t.not(one, testId('lake', 'key', { ...metadata, kwargs: { column_name: 'id', model: 'b' } }));
  t.is(one, testId('lake', 'key', { ...metadata, kwargs: { model: 'a', column_name: 'id' } }));
});

test('a name that is no file name gets an alias that is one', t => {
  t.is(safeAlias('key-of.users_2'), 'key-of.users_2');
  t.regex(safeAlias('../../etc/passwd'), /^_etc_passwd_[0-9a-f]{32}$/);
  t.is(safeAlias('a'.repeat(200)), 'a'.repeat(200));
  t.regex(safeAlias('a'.repeat(201)), /^a{30}_[0-9a-f]{32}$/);
});
