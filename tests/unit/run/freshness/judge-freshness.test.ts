import test from 'ava';
import type { SourceFreshness } from '../../../../src/compile/freshness.ts';
import { judgeFreshness } from '../../../../src/run/freshness/judge-freshness.ts';

const at = { file: 'models/sources.yml', line: 4, column: 7 };
const freshness: SourceFreshness = {
  warnAfter: { count: 90, period: 'minute', at },
  errorAfter: { count: 1, period: 'day', at: { ...at, line: 5 } },
  filter: null,
  loadedAt: { kind: 'files' },
  reads: [],
  sql: null,
  at,
};
const now = Date.parse('2026-01-10T00:00:00Z');
const judge = (secondsAgo: number, given = freshness) =>
  judgeFreshness(given, { at: now - secondsAgo * 1000, file: undefined }, now);

test('a source passes up to its threshold and not a moment longer', t => {
  t.is(judge(90 * 60).status, 'pass');
  t.is(judge(90 * 60 + 0.001).status, 'warn');
  t.is(judge(86_400).status, 'warn');
  t.is(judge(86_400.001).status, 'fail');
  t.is(judge(-3600).status, 'pass', 'what is dated in the future is new');
});

test('a threshold that is not there is never passed', t => {
  t.is(judge(1e9, { ...freshness, errorAfter: null }).status, 'warn');
  t.is(judge(3600 * 5, { ...freshness, warnAfter: null }).status, 'pass');
});

test('a source without a single moment is older than anything', t => {
  t.deepEqual(judgeFreshness(freshness, undefined, now), {
    status: 'fail',
    message: 'No row tells when it was loaded; error_after is 1 day.',
    at: { ...at, line: 5 },
  });
});

test('the reason names the age, the moment, the threshold and its place', t => {
  t.deepEqual(judge(2 * 3600), {
    status: 'warn',
    message: 'The newest data are 2 hours old, from 2026-01-09 22:00:00 UTC; warn_after is 90 minutes.',
    at,
  });
  const file = { at: now - 3 * 86_400_000 - 7_200_000, file: 'data/events/1.json' };
  t.like(judgeFreshness(freshness, file, now), {
    message:
      'The newest file, data/events/1.json, is 3 days 2 hours old, from 2026-01-06 22:00:00 UTC; error_after is 1 day.',
  });
});
