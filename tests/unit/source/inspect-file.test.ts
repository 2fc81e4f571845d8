import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { inspectAll, sourceFile } from '../../helpers/source-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const columns = [{ name: 'a', type: 'BIGINT' }];

/** `1 good`, `2-4 good`, `5 bad`: the lines of each record, and whether it is one. */
async function outline(
  t: ExecutionContext,
  content: string | Uint8Array,
  name = 'x.json',
  maxBytes?: number,
) {
  const records = await inspectAll(sourceFile(temporaryFolder(t), name, content), columns, maxBytes);
  return records.map(({ line, endLine, reason }) => {
    return `${line === endLine ? line : `${line}-${endLine}`} ${reason === undefined ? 'good' : 'bad'}`;
  });
}

async function reasons(t: ExecutionContext, content: string | Uint8Array, name = 'x.json') {
  const records = await inspectAll(sourceFile(temporaryFolder(t), name, content), columns);
  return records.flatMap(record => record.reason ?? []);
}

test('one record per line, without a final newline', async t => {
  t.deepEqual(await outline(t, '{"a":1}\n{"a":2}'), ['1 good', '2 good']);
});

test('CRLF line ends and blank lines count as lines', async t => {
  t.deepEqual(await outline(t, '\r\n{"a":1}\r\n\r\n  \r\n{"a":2}\r\n'), ['2 good', '5 good']);
});

test('pretty-printed records span lines', async t => {
  t.deepEqual(await outline(t, '{\n  "a": 1\n}\n{\n  "a": 2\n}\n'), ['1-3 good', '4-6 good']);
});

test('several records stand on one line', async t => {
  t.deepEqual(await outline(t, '{"a":1}{"a":2} {"a":3}\n'), ['1 good', '1 good', '1 good']);
});

test('an array holds records, whether on one line or pretty-printed', async t => {
  t.deepEqual(await outline(t, '[{"a":1},{"a":2}]'), ['1 good', '1 good']);
  t.deepEqual(await outline(t, '[\n  {\n    "a": 1\n  },\n  {"a": 2}\n]\n'), ['2-4 good', '5 good']);
  t.deepEqual(await outline(t, '[]'), []);
});

test('a byte order mark is no part of the first record', async t => {
  t.deepEqual(await outline(t, '\ufeff{"a":1}\n'), ['1 good']);
});

test('an empty file and a blank one hold nothing', async t => {
  t.deepEqual(await outline(t, ''), []);
  t.deepEqual(await outline(t, ' \r\n\n'), []);
});

test('a header line at the top or in the middle is one bad record', async t => {
  t.deepEqual(await outline(t, 'a,b,c\n{"a":1}\n'), ['1 bad', '2 good']);
  t.deepEqual(await outline(t, '{"a":1}\n"a","b"\n{"a":2}\n'), ['1 good', '2 bad', '3 good']);
});

test('lines that are no JSON are bad records of their own', async t => {
  t.deepEqual(await outline(t, 'one\ntwo\n[INFO] three\n{"a":1}'), ['1 bad', '2 bad', '3 bad', '4 good']);
});

test('a truncated record does not swallow those after it', async t => {
  t.deepEqual(await outline(t, '{"a":\n{"a":2}\n{"a":3}\n'), ['1 bad', '2 good', '3 good']);
  t.deepEqual(await outline(t, '{"a":1\n{"a":"x\n{"a":3}\n'), ['1 bad', '2 bad', '3 good']);
});

test('a file that ends inside of a record says that it is cut off', async t => {
  t.deepEqual(await outline(t, '{"a":1}\n{"a":'), ['1 good', '2 bad']);
  t.deepEqual(await reasons(t, '{"a":1}\n{"a":'), ['it is cut off']);
});

test('a file that ends between the records of an array is cut off as well', async t => {
  t.deepEqual(await outline(t, '[{"a":1},\n{"a":2},\n'), ['1 good', '2 good', '3 bad']);
});

test('a brace lost in a pretty-printed file costs one record', async t => {
  const content = '{\n  "a": 1,\n  "b": {\n    "c": 1\n  }\n{\n  "a": 2\n}\n';
  t.deepEqual(await outline(t, content), ['1-5 bad', '6-8 good']);
});

test('an object inside of a malformed pretty-printed record is not taken for a record', async t => {
  const content = '{\n  "b": [\n    {\n      "a": 5\n    },\n    {"a": 6}\n  ]\n  oops\n}\n{"a":1}\n';
  t.deepEqual(await outline(t, content), ['1-9 bad', '10 good']);
  t.deepEqual(await outline(t, '{"b": oops [\n{"a": 5},\n{"a": 6}\n]}\n{"a":1}\n'), ['1-4 bad', '5 good']);
});

test('a bad item of an array leaves the others', async t => {
  t.deepEqual(await outline(t, '[{"a":1},\n{"a":},\n{"a":3}]'), ['1 good', '2 bad', '3 good']);
  t.deepEqual(await outline(t, '[{"a":1},\n{"a":\n]\n'), ['1 good', '2 bad']);
});

test('values that are no objects are bad records, and what follows them is read', async t => {
  t.deepEqual(await outline(t, '[{"a":1},5,null,{"a":2}]'), ['1 good', '1 bad', '1 bad', '1 good']);
  t.deepEqual(await reasons(t, 'null\n"x"\n5\n'), Array(3).fill('it is not a JSON object'));
});

test('text after a record on its line is a bad record', async t => {
  t.deepEqual(await outline(t, '{"a":1}}\n{"a":2} x\n{"a":3}'), [
    '1 good',
    '1 bad',
    '2 good',
    '2 bad',
    '3 good',
  ]);
});

test('a key that stands twice is bad when it is declared, however it is written', async t => {
  t.deepEqual(await reasons(t, '{"a":1,"\\u0061":2}\n{"b":1,"b":2}'), ['it has the key "a" twice']);
});

test('keys that differ in case are different keys', async t => {
  t.deepEqual(await outline(t, '{"a":1,"A":"x"}'), ['1 good']);
});

test('bytes that are no UTF-8 and halves of surrogate pairs are bad', async t => {
  t.deepEqual(await reasons(t, Buffer.from('{"b":"\xff"}', 'latin1')), ['it is not valid UTF-8']);
  t.deepEqual(await reasons(t, '{"b":"\\ud800"}'), ['a string holds half of a surrogate pair']);
});

test('a value that does not fit is named with its type', async t => {
  t.deepEqual(await reasons(t, '{"a":2.5}\n{"a":true}\n{"a":"7"}\n{"a":9223372036854775808}\n{"a":1e3}'), [
    '"a" is 2.5, which does not fit BIGINT',
    '"a" is true, which does not fit BIGINT',
    '"a" is "7" (a text, not a number), which does not fit BIGINT',
    '"a" is 9223372036854775808, which does not fit BIGINT',
  ]);
});

test('a compressed file is read as what it holds', async t => {
  t.deepEqual(await outline(t, gzipSync('{"a":1}\n{"a":2}'), 'x.json.gz'), ['1 good', '2 good']);
});

test('a compressed file that breaks off gives what came before, and a bad record', async t => {
  const whole = gzipSync(
    Array.from({ length: 20_000 }, (_, a) => JSON.stringify({ a: a * 7919 })).join('\n'),
  );
  const records = await outline(t, whole.subarray(0, whole.length / 2), 'x.json.gz');
  t.true(records.length > 1000);
  t.true(records.at(-1)!.endsWith('bad'));
});

test('a record that is too long is bad, in pieces that fit the memory, and the next one is read', async t => {
  const long = `{"b":"${'x'.repeat(5_000_000)}"}`;
  const records = await inspectAll(
    sourceFile(temporaryFolder(t), 'x.json', `{"a":1}\n${long}\n{"a":2}\n`),
    columns,
    100_000,
  );
  const bad = records.filter(record => record.reason !== undefined);
  t.true(
    bad
      .map(record => record.text)
      .join('')
      .trimEnd() === long,
    'nothing of it is lost',
  );
  t.true(bad.every(record => record.line === 2));
  t.deepEqual(
    records.filter(record => record.reason === undefined).map(record => record.line),
    [1, 3],
  );
});

test('a file that is gone cannot be read', async t => {
  const file = { path: '/nowhere/x.json', label: '/nowhere/x.json' };
  await t.throwsAsync(inspectAll(file, columns), { code: 'unreadable-file' });
});
