import { gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { oneRecordALine } from '../../../../src/source/cache/one-record-a-line.ts';

async function linesOf(content: string | Uint8Array, name = 'a.json') {
  const records = await oneRecordALine(Buffer.from(content), name);
  return records && { text: records.bytes.toString(), lines: records.lines };
}

test('records are counted, whatever form they are in', async t => {
  const count = async (content: string) => (await oneRecordALine(Buffer.from(content), 'a.json'))!.records;
  t.is(await count('{"a":1}\n{"a":2}'), 2);
  t.is(await count('[{"a":1},\n {"a":2}, {"a":3}]'), 3);
  t.is(await count('\n'), 0);
});

test('lines of JSON stay as they are, with a line break at their end', async t => {
  const expected = { text: '{"a":1}\n{"a": {"b": "x\\n"}}\n', lines: undefined };
  t.deepEqual(await linesOf('{"a":1}\n{"a": {"b": "x\\n"}}\n'), expected);
  t.deepEqual(await linesOf('{"a":1}\n{"a": {"b": "x\\n"}}'), expected);
});

test('an object without records has no lines', async t => {
  for (const content of ['', '\n', ' \r\n', '[]', '[\n]\n']) t.is((await linesOf(content))!.text, '');
});

test('line breaks of Windows and a byte order mark are left out', async t => {
  t.deepEqual(await linesOf('\ufeff{"a":1}\r\n{"a":2}\r\n'), {
    text: '{"a":1}\n{"a":2}\n',
    lines: undefined,
  });
});

test('records in other forms are brought into lines, and it is told where they stood', async t => {
  const pretty = '[\n  {\n    "a": 1\n  },\n  {"a": 2}, {"a":\n3}\n]\n';
  t.deepEqual(await linesOf(pretty), {
    text: '{     "a": 1   }\n{"a": 2}\n{"a": 3}\n',
    lines: [2, 4, 5, 5, 5, 6],
  });
  t.deepEqual(await linesOf('{"a":1}\n\n{"a":2}\n'), { text: '{"a":1}\n{"a":2}\n', lines: [1, 1, 3, 3] });
  t.deepEqual(await linesOf('{"a":1}{"a":2}'), { text: '{"a":1}\n{"a":2}\n', lines: [1, 1, 1, 1] });
});

test('an object of very many records keeps all of them, in their order', async t => {
  const ids = Array.from({ length: 20_000 }, (_, id) => id);
  const found = await linesOf(`[\n${ids.map(id => `{"id":${id}}`).join(',\n')}]`);
  t.is(found!.text, ids.map(id => `{"id":${id}}\n`).join(''));
  // After the line of the bracket.
  t.deepEqual(
    found!.lines,
    ids.flatMap(id => [id + 2, id + 2]),
  );
});

test('compressed objects are unpacked, all frames of them', async t => {
  const [one, two] = [Buffer.from('{"a":1}\n'), Buffer.from('{"a":2}')];
  const expected = { text: '{"a":1}\n{"a":2}\n', lines: undefined };
  t.deepEqual(await linesOf(Buffer.concat([gzipSync(one), gzipSync(two)]), 'a.json.gz'), expected);
  t.deepEqual(
    await linesOf(Buffer.concat([zstdCompressSync(one), zstdCompressSync(two)]), 'a.zst'),
    expected,
  );
});

test('what holds anything but records stays as it is', async t => {
  for (const content of [
    '{"a":1}\nnull\n',
    '{"a":',
    'x',
    '[1]',
    '{"a":1} x',
    '{"a":1},{"a":2}',
    '[{"a":1}',
  ]) {
    t.is(await linesOf(content), undefined, content);
  }
  t.is(await linesOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), undefined);
  const packed = gzipSync('{"a":1}\n');
  t.is(await linesOf(packed.subarray(0, packed.length - 4), 'a.json.gz'), undefined);
  t.is(await linesOf('{"a":1}\n', 'a.json.gz'), undefined);
});
