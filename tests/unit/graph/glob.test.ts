import test from 'ava';
import { matches, matchesPath } from '../../../src/graph/glob.ts';

const table = test.macro({
  title: (_, pattern: string, text: string, expected: boolean, _asPath?: boolean) =>
    `${JSON.stringify(pattern)} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(text)}`,
  exec(t, pattern: string, text: string, expected: boolean, asPath = false) {
    t.is(asPath ? matchesPath(text, pattern) : matches(text, pattern), expected);
  },
});

test(table, 'users', 'users', true);
test(table, 'user', 'users', false);
test(table, 'stg_*', 'stg_events', true);
test(table, '*', 'a.b/c', true);
test(table, 'user?', 'users', true);
test(table, 'user?', 'user', false);
test(table, 'day_[12]', 'day_2', true);
test(table, 'day_[!12]', 'day_2', false);
test(table, 'day_[0-9]', 'day_7', true);
test(table, 'a.b*', 'axb', false);
test(table, 'a[', 'a[', true);
test(table, '[]]', ']', true);
test(table, '(*', '(x', true);
test(table, 'models/*', 'models/a.sql', true, true);
test(table, 'models/*', 'models/x/a.sql', false, true);
test(table, 'models/**', 'models/x/a.sql', true, true);
test(table, 'models/**/a.sql', 'models/a.sql', true, true);
test(table, 'models/**/a.sql', 'models/x/y/a.sql', true, true);
test(table, 'models/**/a.sql', 'models/x/ya.sql', false, true);
