import test, { type ExecutionContext } from 'ava';
import {
  parseUndeclaredKeys,
  undeclaredKeysSql,
} from '../../../../src/engines/duckdb/undeclared-keys-sql.ts';
import { withPool } from '../../../helpers/duckdb-pool.ts';
import { sourceFile } from '../../../helpers/source-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

async function undeclared(
  t: ExecutionContext,
  types: Readonly<Record<string, string>>,
  contents: readonly string[],
) {
  const folder = temporaryFolder(t);
  const files = contents.map((content, index) => sourceFile(folder, `${index}.json`, content).path);
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  const { rows } = await withPool(pool => pool.query(undeclaredKeysSql(files, columns)));
  return parseUndeclaredKeys(rows).map(
    ({ key, file, example, records }) => `${key} ${records} ${file.split('/').at(-1)} ${example}`,
  );
}

test('every key that is not declared is told once, with its number and the first file that holds it', async t => {
  const contents = ['{"a":1}\n{"a":2,"b":[1]}', '{"c":null,"b":7}\n', '{"a":3}'];
  t.deepEqual(await undeclared(t, { a: 'BIGINT' }, contents), ['b 2 0.json [1]', 'c 1 1.json null']);
});

test('keys that differ in case, or hold what a path gives a meaning to, are told as they are', async t => {
  t.deepEqual(await undeclared(t, { a: 'BIGINT' }, ['{"A":1,"x.y":2,"x/y~z":3,"it\'s \\"q\\"":4}']), [
    'A 1 0.json 1',
    `it's "q" 1 0.json 4`,
    'x.y 1 0.json 2',
    'x/y~z 1 0.json 3',
  ]);
});

test('keys inside of nested values have paths', async t => {
  const types = {
    s: 'STRUCT(a BIGINT, l STRUCT(b BIGINT)[])',
    m: 'MAP(VARCHAR, STRUCT(c BIGINT))',
    j: 'JSON',
  };
  const content =
    '{"s":{"a":1,"x":2,"l":[{"b":1},{"y":3}]},"m":{"k":{"z":4}},"j":{"free":1}}\n{"s":5,"m":[]}\n{}';
  t.deepEqual(await undeclared(t, types, [content]), [
    'm{}.z 1 0.json 4',
    's.l[].y 1 0.json 3',
    's.x 1 0.json 2',
  ]);
});

test('a long example is cut', async t => {
  const [told] = await undeclared(t, { a: 'BIGINT' }, [JSON.stringify({ b: 'x'.repeat(1000) })]);
  t.is(told!.length, 'b 1 0.json '.length + 80);
});

test('nothing is told of records without such keys', async t => {
  t.deepEqual(await undeclared(t, { a: 'BIGINT' }, ['{"a":1}\n{}\nnull\n']), []);
});
