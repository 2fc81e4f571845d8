import { gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { damagedFiles } from '../../../src/source/damaged-files.ts';
import { sourceFile } from '../../helpers/source-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const text = Array.from({ length: 300 }, (_, id) => `{"id": ${id}, "noise": ${Math.sin(id)}}\n`).join('');

for (const [extension, pack] of [
  ['gz', gzipSync],
  ['zst', zstdCompressSync],
] as const) {
  test(`a .${extension} file that lacks any part of its end is damaged, wherever it breaks off`, async t => {
    const folder = temporaryFolder(t);
    const whole = pack(text);
    for (let length = 0; length < whole.length; length += 97) {
      const file = sourceFile(folder, `${length}.json.${extension}`, whole.subarray(0, length));
      t.deepEqual(await damagedFiles([file]), [file], `${length} of ${whole.length} bytes`);
    }
    const last = sourceFile(folder, `last.json.${extension}`, whole.subarray(0, -1));
    t.deepEqual(await damagedFiles([last]), [last]);
  });

  test(`whole .${extension} files are sound, also those of several parts`, async t => {
    const folder = temporaryFolder(t);
    const one = sourceFile(folder, `one.json.${extension}`, pack(text));
    const two = sourceFile(folder, `two.json.${extension}`, Buffer.concat([pack(text), pack(text)]));
    t.deepEqual(await damagedFiles([one, two]), []);
  });

  test(`a later part of a .${extension} file that breaks off is damage`, async t => {
    const folder = temporaryFolder(t);
    const bytes = Buffer.concat([pack(text), pack(text).subarray(0, -9)]);
    const file = sourceFile(folder, `two.json.${extension}`, bytes);
    t.deepEqual(await damagedFiles([file]), [file]);
  });
}

test('files that are not compressed are not read', async t => {
  const file = sourceFile(temporaryFolder(t), 'cut.json', '{"id":');
  t.deepEqual(await damagedFiles([file]), []);
});
