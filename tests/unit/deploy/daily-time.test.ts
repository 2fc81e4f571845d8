import test from 'ava';
import { parseDailyTime } from '../../../src/deploy/daily-time.ts';

test('a time of a day is an hour, with or without minutes, in a timezone that there is', t => {
  t.deepEqual(parseDailyTime('05:30', 'Europe/Berlin'), { hour: 5, minute: 30, timezone: 'Europe/Berlin' });
  t.deepEqual(parseDailyTime('5', 'UTC'), { hour: 5, minute: 0, timezone: 'UTC' });
  for (const text of ['24:00', '5:60', '5:3', '', 'noon', '-1'])
    t.is(parseDailyTime(text, 'UTC'), undefined, text);
  for (const name of ['Mars/Olympus', '+02:00', '']) t.is(parseDailyTime('5', name), undefined, name);
});
