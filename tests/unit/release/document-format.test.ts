import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { decodeDocument, encodeDocument, formatVersion } from '../../../src/release/document-format.ts';
import { pointerSchema } from '../../../src/release/document-schemas.ts';

const place = { label: '/lake', key: '_sparkify/current.json', project: 'music' };
const pointer = { release: null, parent: null, nonce: 'n' };

test('a document is read back as it was written', t => {
  t.deepEqual(decodeDocument(pointerSchema, encodeDocument('music', pointer), place), pointer);
});

test('a document says its format and its project before anything else', t => {
  const text = Buffer.from(encodeDocument('music', pointer)).toString();
  t.deepEqual(Object.keys(JSON.parse(text)).slice(0, 2), ['formatVersion', 'project']);
});

test('fields that a later version of the same format adds are no error', t => {
  const bytes = encodeDocument('music', { ...pointer, added: 1 });
  t.deepEqual(decodeDocument(pointerSchema, bytes, place), pointer);
});

test('a newer format is refused before its content is judged', t => {
  const bytes = json({ formatVersion: formatVersion + 1, project: 'other', entirely: 'different' });
  t.is(codeOf(t, bytes), 'lake-too-new');
});

test('the lake of another project is refused, and both are named', t => {
  const error = refused(t, encodeDocument('films', pointer));
  t.is(error.code, 'lake-foreign');
  t.regex(error.message, /"films".*"music"/);
});

test('a reader that names no project reads any lake', t => {
  const bytes = encodeDocument('films', pointer);
  t.deepEqual(decodeDocument(pointerSchema, bytes, { ...place, project: undefined }), pointer);
});

for (const [what, bytes] of [
  ['half a document', Buffer.from('{"formatVersion": 1, "proj')],
  ['an empty file', Buffer.from('')],
  ['a document without its format', json({ project: 'music', ...pointer })],
  ['a document without a field', json({ formatVersion: 1, project: 'music', release: null })],
] as const) {
  test(`${what} is called damaged, by its key`, t => {
    const error = refused(t, bytes);
    t.is(error.code, 'lake-damaged');
    t.regex(error.message, /_sparkify\/current\.json/);
  });
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function codeOf(t: ExecutionContext, bytes: Uint8Array): string {
  return refused(t, bytes).code;
}

function refused(t: ExecutionContext, bytes: Uint8Array): SparkifyError {
  return t.throws(() => decodeDocument(pointerSchema, bytes, place), { instanceOf: SparkifyError })!;
}
