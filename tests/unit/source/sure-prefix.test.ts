import test from 'ava';
import { surePrefix } from '../../../src/source/sure-prefix.ts';

const prefixes: Readonly<Record<string, string>> = {
  'raw/events-*.json': 'raw/events-',
  'raw/2026-*/part-?.json': 'raw/2026-',
  'raw/**/*.json': 'raw/',
  '*.json': '',
  'events-*.json': 'events-',
  'raw/{a,b}/x.json': 'raw/',
  'raw/x!(a).json': 'raw/x',
  'raw/one.json': 'raw/one.json',
  '': '',
};

for (const [path, prefix] of Object.entries(prefixes)) {
  test(`every match of "${path}" begins with "${prefix}"`, t => t.is(surePrefix(path), prefix));
}
