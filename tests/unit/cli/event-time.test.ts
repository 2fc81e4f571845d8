import test from 'ava';
import { parseEventTime } from '../../../src/cli/event-time.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';

test('both ends are times in UTC', t => {
  t.is(parseEventTime({}), undefined);
  t.deepEqual(parseEventTime({ eventTimeStart: '2026-01-01', eventTimeEnd: '2026-01-02T03:00:00+01:00' }), {
    start: '2026-01-01T00:00:00.000Z',
    end: '2026-01-02T02:00:00.000Z',
  });
});

for (const [options, message] of [
  [{ eventTimeStart: '2026-01-01' }, '--event-time-start was given without --event-time-end.'],
  [{ eventTimeEnd: '2026-01-01' }, '--event-time-end was given without --event-time-start.'],
  [
    { eventTimeStart: '2026-01-01', eventTimeEnd: '2026-01-01' },
    '--event-time-end 2026-01-01 does not come after --event-time-start 2026-01-01.',
  ],
  [
    { eventTimeStart: '2026-02-30', eventTimeEnd: '2026-03-01' },
    '--event-time-start cannot be "2026-02-30".',
  ],
  [
    { eventTimeStart: '2026-02-01', eventTimeEnd: '2026-03-01', sample: '3 days' },
    '--sample and --event-time-start exclude each other: what is read in part is not computed in batches.',
  ],
  [
    { eventTimeStart: '2026-02-01', eventTimeEnd: '2026-03-01', empty: true },
    '--empty and --event-time-start exclude each other: what is read in part is not computed in batches.',
  ],
] as const) {
  test(`it is refused: ${message}`, t => {
    const error = t.throws(() => parseEventTime(options), { instanceOf: SparkifyError });
    t.is(error?.message, message);
    t.is(error?.exitCode, 2);
    t.truthy(error?.hint);
  });
}
