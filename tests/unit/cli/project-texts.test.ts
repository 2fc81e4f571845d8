import test from 'ava';
import { projectTexts } from '../../../src/cli/project-texts.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

test('files of the project are read for code frames, and what cannot be read has none', t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'models/a.sql': 'select 1', 'data/big.json': ' '.repeat(1_000_001) });
  const readText = projectTexts(folder);
  t.is(readText('models/a.sql'), 'select 1');
  t.is(readText('data/big.json'), undefined);
  t.is(readText('models/b.sql'), undefined);
});

test('the lines of .env are never shown: they are secrets', t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { '.env': 'AWS_SECRET_ACCESS_KEY=hush\n' });
  t.is(projectTexts(folder)('.env'), undefined);
});
