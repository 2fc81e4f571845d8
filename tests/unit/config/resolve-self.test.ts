import test from 'ava';
import { resolveSelf } from '../../../src/config/resolve-self.ts';

test('run from src, sparkify is src/index.ts', t => {
  t.is(resolveSelf('sparkify'), new URL('../../../src/index.ts', import.meta.url).href);
});

test('other specifiers are left alone', t => {
  for (const specifier of ['sparkify-plugin', './sparkify', 'zod', 'sparkify/no-such-export']) {
    t.is(resolveSelf(specifier), undefined);
  }
});
