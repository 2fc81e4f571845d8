import test from 'ava';
import { loadDotEnv } from '../../../src/config/dot-env.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

test('without a .env there are no values', async t => {
  t.deepEqual(await loadDotEnv(temporaryFolder(t)), { values: {}, diagnostics: [] });
});

test('comments, quotes and export are understood', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { '.env': `# comment\nA=1\nexport B="two words" # more\n\nC='x'\n` });
  t.deepEqual((await loadDotEnv(folder)).values, { A: '1', B: 'two words', C: 'x' });
});

test('AWS keys are ignored with a warning at their line that does not show them', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    '.env': 'A=1\n#AWS_SESSION_TOKEN=x\nexport AWS_SECRET_ACCESS_KEY="hush"\nAWS_REGION=eu-west-1\n',
  });
  const { values, diagnostics } = await loadDotEnv(folder);
  t.deepEqual(values, { A: '1', AWS_REGION: 'eu-west-1' });
  t.is(diagnostics.length, 1);
  t.is(diagnostics[0]?.code, 'ignored-env');
  t.is(diagnostics[0]?.severity, 'warn');
  t.deepEqual(diagnostics[0]?.at, { file: '.env', line: 3, column: 8, length: 21 });
  t.false(JSON.stringify(diagnostics).includes('hush'));
});
