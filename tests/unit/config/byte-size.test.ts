import test from 'ava';
import { byteSizePattern, parseByteSize } from '../../../src/config/byte-size.ts';

test('sizes are read in powers of 1,000 and of 1,024', t => {
  t.is(parseByteSize('0B'), 0);
  t.is(parseByteSize('12 B'), 12);
  t.is(parseByteSize('1.5kB'), 1500);
  t.is(parseByteSize('4GB'), 4e9);
  t.is(parseByteSize('4 GiB'), 4 * 2 ** 30);
  t.is(parseByteSize('1TiB'), 2 ** 40);
});

test('what is no size does not match', t => {
  for (const text of ['', '4', 'GB', '-1B', '4iB', '4 G B', '4PB']) t.notRegex(text, byteSizePattern);
});
