import test from 'ava';
import { locateKey } from '../../../src/config/locate-key.ts';

const text = `import { defineConfig, duckdb } from 'sparkify';
interface X { name: string }
const shared = { name: 'shared' };
export default defineConfig({
  /* name: 'comment' */
  vars: { name: 'in vars', ...shared, "quoted": \`name: \${1}\` },
  name: \`x\`,
  list: [{ a: 1 }, { a: 2 }],
  targets: { dev: duckdb({ lake: a ? 'b' : 'c', threads: 2 }) },
});
`;

function lineAndColumn(...path: (string | number)[]): string | undefined {
  const at = locateKey('f', text, path);
  return at && `${at.line}:${at.column}+${at.length}`;
}

test('a key is found at its depth, through calls, past comments and strings', t => {
  t.is(lineAndColumn('name'), '7:3+4');
  t.is(lineAndColumn('vars', 'name'), '6:11+4');
  t.is(lineAndColumn('vars', 'quoted'), '6:39+8');
  t.is(lineAndColumn('targets', 'dev', 'threads'), '9:49+7');
  t.is(lineAndColumn('list', 1, 'a'), '8:22+1');
});

test('for a key that is not written there the nearest one around it is found', t => {
  t.is(lineAndColumn('vars', 'spread', 'inner'), '6:3+4');
  t.is(lineAndColumn('nowhere'), undefined);
});
