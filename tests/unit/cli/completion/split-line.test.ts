import test from 'ava';
import { splitLine } from '../../../../src/cli/completion/split-line.ts';

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['', ['']],
  ['sparkify', ['sparkify']],
  ['sparkify  build ', ['sparkify', 'build', '']],
  ["sparkify ls 'tag:a b", ['sparkify', 'ls', 'tag:a b']],
  ['sparkify ls "a \\"b" c', ['sparkify', 'ls', 'a "b', 'c']],
  ["sparkify a\\ b'c'd", ['sparkify', 'a bcd']],
  ['sparkify a\\', ['sparkify', 'a']],
];

for (const [line, words] of cases) {
  test(`${JSON.stringify(line)} is ${words.length} words`, t => {
    t.deepEqual(splitLine(line), words);
  });
}
