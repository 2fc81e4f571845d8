import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { parseSample } from '../../../src/run/sample-spec.ts';

const now = new Date('2018-11-30T12:00:00Z');

for (const [text, start] of [
  ['3 days', '2018-11-27 12:00:00.000'],
  ['1 day', '2018-11-29 12:00:00.000'],
  ['36 hours', '2018-11-29 00:00:00.000'],
  ['2 months', '2018-09-30 12:00:00.000'],
  ['1 year', '2017-11-30 12:00:00.000'],
] as const) {
  test(`${text} begin at ${start} and end now`, t => {
    t.deepEqual(parseSample(text, now), { kind: 'window', start, end: '2018-11-30 12:00:00.000' });
  });
}

test('a month or a year before a day that the other month lacks begins at its last day', t => {
  const start = (text: string, end: string) => {
    const spec = parseSample(text, new Date(`${end}T12:00:00Z`));
    return spec.kind === 'window' ? spec.start : undefined;
  };
  t.is(start('1 month', '2018-03-31'), '2018-02-28 12:00:00.000');
  t.is(start('1 month', '2018-03-15'), '2018-02-15 12:00:00.000');
  t.is(start('1 year', '2020-02-29'), '2019-02-28 12:00:00.000');
});

test('a start and an end are times in UTC unless they name their zone', t => {
  t.deepEqual(parseSample('{"start": "2018-11-01", "end": "2018-11-08T06:00:00+02:00"}', now), {
    kind: 'window',
    start: '2018-11-01 00:00:00.000',
    end: '2018-11-08 04:00:00.000',
  });
  t.deepEqual(parseSample('{start: 2018-11-01 10:30, end: 2018-11-02}', now), {
    kind: 'window',
    start: '2018-11-01 10:30:00.000',
    end: '2018-11-02 00:00:00.000',
  });
});

test('rows and shares are taken as they are', t => {
  t.deepEqual(parseSample('1000 rows', now), { kind: 'rows', count: 1000 });
  t.deepEqual(parseSample('1 row', now), { kind: 'rows', count: 1 });
  t.deepEqual(parseSample('10%', now), { kind: 'share', percent: 10 });
  t.deepEqual(parseSample('0.5 %', now), { kind: 'share', percent: 0.5 });
});

for (const text of [
  ...['', 'days', '3', '3 weeks', '0 days', '1.5 days', '0 rows', '0%', '101%', '-3 days', '3 days ago'],
  ...['999999999 years', '3000 years', '{start: 2018-02-30, end: 2018-03-02}'],
  ...['{start: 2018-11-01}', '{start: 2018-11-08, end: 2018-11-01}', '{start: x, end: y}', '[1, 2]'],
  ...['{start: 2018-11-01, end: 2018-11-08, by: x}', '{start: 2018-13-01, end: 2018-14-08}', '{'],
]) {
  test(`"${text}" is refused with the forms that there are`, t => {
    const error = t.throws(() => parseSample(text, now), { instanceOf: SparkifyError });
    t.is(error?.code, 'bad-usage');
    t.regex(error?.hint ?? '', /"3 days".*, "1000 rows", "10%"/);
  });
}
