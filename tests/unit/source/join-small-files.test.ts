import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { HeldFiles } from '../../../src/source/cache/held-files.ts';
import { joinSmallFiles } from '../../../src/source/join-small-files.ts';
import type { SourceFile } from '../../../src/source/source-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const many = Object.fromEntries(
  Array.from({ length: 100 }, (_, id) => [`${String(id).padStart(3, '0')}.json`, `{"id": ${id}}\n`]),
);

/** Writes files, joins them, and gives what is known of each by its name; of the others there is a folder or nothing. */
async function joined(
  t: ExecutionContext,
  contents: Readonly<Record<string, string | Buffer>>,
  [aFolder, ...others]: readonly string[] = [],
) {
  const folder = temporaryFolder(t);
  if (aFolder !== undefined) mkdirSync(join(folder, 'raw', aFolder), { recursive: true });
  const files = Object.entries(contents).map(([name, content]): SourceFile => {
    const path = join(folder, 'raw', name);
    mkdirSync(join(folder, 'raw'), { recursive: true });
    writeFileSync(path, content);
    return { path, label: name };
  });
  for (const label of aFolder === undefined ? [] : [aFolder, ...others])
    files.push({ path: join(folder, 'raw', label), label });
  const held = new HeldFiles(join(folder, 'held'));
  t.teardown(() => held.close());
  const found = await joinSmallFiles(files, { held, signal: new AbortController().signal });
  t.deepEqual(
    found.map(({ path, label }) => ({ path, label })),
    files,
  );
  return new Map(found.map(file => [file.label, file.fetched]));
}

/** The records of a file where they lie now. */
function textOf(fetched: SourceFile['fetched']): string {
  const { path, start, length } = fetched!;
  return readFileSync(path)
    .subarray(start, start + length)
    .toString();
}

test('many small files become few, with one record a line, and each knows its own', async t => {
  const found = await joined(t, {
    ...many,
    'no-break.json': '{"id": 7}',
    'packed.json.gz': gzipSync('{"id": 8}\n{"id": 9}\n'),
    'pretty.json': '{\n  "id": 10\n}\n\n{"id": 11}',
    '_hidden.json': '{"id": 12}\n',
    'empty.json': '',
  });
  t.is(new Set([...found.values()].map(fetched => fetched?.path)).size, 1);
  t.is(textOf(found.get('042.json')), '{"id": 42}\n');
  t.is(textOf(found.get('no-break.json')), '{"id": 7}\n');
  t.is(textOf(found.get('packed.json.gz')), '{"id": 8}\n{"id": 9}\n');
  t.is(textOf(found.get('pretty.json')).trimEnd().split('\n').length, 2);
  t.deepEqual(found.get('pretty.json')?.lines, [1, 3, 5, 5], 'first and last line of each record');
  t.is(textOf(found.get('_hidden.json')), '{"id": 12}\n');
  t.is(found.get('empty.json')?.records, 0);
});

test('what is no record, or large, stays where it is', async t => {
  const found = await joined(t, {
    ...many,
    'cut.json': '{"id": 7}\n{"id": ',
    'cut.json.gz': gzipSync('{"id": 8}\n{"id": 9}\n').subarray(0, 20),
    'large.json': `{"text": "${'x'.repeat(2 ** 20)}"}\n`,
    'last.json': '{"id": 1}\n',
  });
  t.deepEqual(
    [...found].filter(([, fetched]) => fetched === undefined).map(([name]) => name),
    ['cut.json', 'cut.json.gz', 'large.json'],
  );
  t.is(textOf(found.get('last.json')), '{"id": 1}\n');
});

test('a file that cannot be read is left for the engine to tell of', async t => {
  const found = await joined(t, { ...many, 'last.json': '{"id": 1}\n' }, ['folder.json', 'gone.json']);
  t.deepEqual(
    [...found].filter(([, fetched]) => fetched === undefined).map(([name]) => name),
    ['folder.json', 'gone.json'],
  );
});

test('a hundred files are not many, and joined files do not grow without end', async t => {
  t.true([...(await joined(t, many)).values()].every(fetched => fetched === undefined));
  const line = `{"text": "${'x'.repeat(300_000)}"}\n`;
  const wide = await joined(
    t,
    Object.fromEntries(Object.keys({ ...many, more: 1 }).map(name => [name, line])),
  );
  // 101 times 300 kB, where each file ends with the record that brings it over 16 MiB.
  t.is(new Set([...wide.values()].map(fetched => fetched!.path)).size, 2);
  t.true([...wide.values()].every(fetched => textOf(fetched) === line));
});
