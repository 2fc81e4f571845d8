import test from 'ava';
import type { DataFile } from '../../../src/release/documents.ts';
import { plainFilesOf } from '../../../src/release/plain-files.ts';

test('files are numbered within their folder, in the order of their paths, and keep their extension', t => {
  const files = [
    file('files/r2/songs/year=2000/b.parquet'),
    file('files/r1/songs/year=1999/a.parquet'),
    file('files/r1/songs/year=2000/z.parquet'),
  ];
  t.deepEqual(
    [...plainFilesOf(files)].map(([key, { path }]) => [key, path]),
    [
      ['songs/year=1999/part-0.parquet', 'files/r1/songs/year=1999/a.parquet'],
      ['songs/year=2000/part-0.parquet', 'files/r1/songs/year=2000/z.parquet'],
      ['songs/year=2000/part-1.parquet', 'files/r2/songs/year=2000/b.parquet'],
    ],
  );
});

for (const [name, expected] of [
  ['users.csv.gz', 'users/part-0.csv.gz'],
  ['data_0.json', 'users/part-0.json'],
  ['data', 'users/part-0'],
] as const) {
  test(`${name} of a table without partitions becomes ${expected}`, t => {
    t.deepEqual([...plainFilesOf([file(`files/r/users/${name}`)]).keys()], [expected]);
  });
}

function file(path: string): DataFile {
  return { path, partition: [], rows: 1, bytes: 1, etag: '', fingerprint: '' };
}
