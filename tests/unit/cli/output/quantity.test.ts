import test from 'ava';
import {
  renderBytes,
  renderCount,
  renderQuantity,
  renderSeconds,
} from '../../../../src/cli/output/quantity.ts';

test('counts have a comma at every thousand', t => {
  t.deepEqual([0, 999, 1000, 6820, 1234567].map(renderCount), ['0', '999', '1,000', '6,820', '1,234,567']);
});

test('a noun is in the plural unless there is one', t => {
  t.deepEqual(
    [renderQuantity(0, 'row'), renderQuantity(1, 'row'), renderQuantity(2, 'query')],
    ['0 rows', '1 row', '2 queries'],
  );
});

test('bytes are given in the largest unit that they fill, in powers of a thousand', t => {
  t.deepEqual([0, 999, 1000, 12_345, 999_949, 999_950, 4_000_000_000].map(renderBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '12.3 kB',
    '999.9 kB',
    '1.0 MB',
    '4.0 GB',
  ]);
});

test('seconds become minutes and hours, and are never rounded up to sixty', t => {
  t.deepEqual([0, 0.123, 59.99, 59.999, 125, 3612.4].map(renderSeconds), [
    '0.00s',
    '0.12s',
    '59.99s',
    '1m 00s',
    '2m 05s',
    '1h 00m 12s',
  ]);
});
