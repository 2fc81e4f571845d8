import { createHash } from 'node:crypto';
import test from 'ava';
import { seedChecksum, textChecksum } from '../../../src/artifacts/checksum.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('outer blanks do not count, as in dbt', t => {
  t.deepEqual(textChecksum('\n select 1\n\n'), { name: 'sha256', checksum: sha256('select 1') });
});

test('a text has one checksum, however its lines end', t => {
  t.deepEqual(textChecksum('select 1\r\nfrom a\r\n'), textChecksum('select 1\nfrom a\n'));
  t.notDeepEqual(textChecksum('select 1 \nfrom a'), textChecksum('select 1\nfrom a'));
});

test('a seed of any size is known by what it holds, and one that cannot be read by its path', t => {
  const folder = temporaryFolder(t);
  const line = 'a,b,c,d,e,f,g,h\n';
  const large = line.repeat(2 ** 17);
  writeFiles(folder, {
    'small.csv': 'a,b\n1,2\n',
    'large.csv': large,
    'returns.csv': large.replaceAll('\n', '\r\n'),
    'other.csv': `${large.slice(0, -2)}x\n`,
  });
  t.deepEqual(seedChecksum(folder, 'small.csv'), { name: 'sha256', checksum: sha256('a,b\n1,2') });
  t.deepEqual(seedChecksum(folder, 'large.csv'), { name: 'sha256', checksum: sha256(large) });
  t.deepEqual(seedChecksum(folder, 'returns.csv'), seedChecksum(folder, 'large.csv'));
  t.notDeepEqual(seedChecksum(folder, 'other.csv'), seedChecksum(folder, 'large.csv'));
  t.deepEqual(seedChecksum(folder, 'gone.csv'), { name: 'path', checksum: 'gone.csv' });
});
