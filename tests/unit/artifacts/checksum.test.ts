import { createHash } from 'node:crypto';
import test from 'ava';
import { seedChecksum, textChecksum } from '../../../src/artifacts/checksum.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('outer blanks do not count, as in dbt', t => {
  t.deepEqual(textChecksum('\n select 1\n\n'), { name: 'sha256', checksum: sha256('select 1') });
});

test('a seed is known by its text up to 1 MiB, and by its path beyond', async t => {
  const folder = temporaryFolder(t);
  const largest = 'a'.repeat(1024 * 1024);
  writeFiles(folder, { 'small.csv': 'a,b\n1,2\n', 'most.csv': largest, 'large.csv': `${largest}a` });
  t.deepEqual(await seedChecksum(folder, 'small.csv'), { name: 'sha256', checksum: sha256('a,b\n1,2') });
  t.deepEqual(await seedChecksum(folder, 'most.csv'), { name: 'sha256', checksum: sha256(largest) });
  t.deepEqual(await seedChecksum(folder, 'large.csv'), { name: 'path', checksum: 'large.csv' });
  t.deepEqual(await seedChecksum(folder, 'gone.csv'), { name: 'path', checksum: 'gone.csv' });
});
