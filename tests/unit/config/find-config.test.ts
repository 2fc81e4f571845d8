import { join } from 'node:path';
import test from 'ava';
import { findConfig } from '../../../src/config/find-config.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

test('the nearest config above the working folder is found', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'sparkify.config.ts': '',
    'inner/sparkify.config.mjs': '',
    'inner/models/a/x.sql': '',
  });
  t.is(
    await findConfig(join(folder, 'inner/models/a'), undefined),
    join(folder, 'inner/sparkify.config.mjs'),
  );
  t.is(await findConfig(folder, undefined), join(folder, 'sparkify.config.ts'));
});

test('a project folder that is given is not left', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'sparkify.config.js': '', 'inner/x.sql': '' });
  t.is(await findConfig(join(folder, 'inner'), '..'), join(folder, 'sparkify.config.js'));
  const error = await t.throwsAsync(findConfig(folder, 'inner'), { instanceOf: SparkifyError });
  t.is(error.code, 'no-project');
  t.is(error.message, `There is no sparkify.config.ts in ${join(folder, 'inner')}.`);
  t.regex(error.hint!, /sparkify init/);
});

test('without any config the message names where it was looked for', async t => {
  const folder = temporaryFolder(t);
  const error = await t.throwsAsync(findConfig(folder, undefined), { instanceOf: SparkifyError });
  t.is(error.code, 'no-project');
  t.is(error.exitCode, 2);
  t.is(error.message, `There is no sparkify.config.ts in ${folder} or in a folder above it.`);
});

test('two configs in one folder are refused', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'sparkify.config.ts': '', 'sparkify.config.js': '' });
  const error = await t.throwsAsync(findConfig(folder, undefined), { instanceOf: SparkifyError });
  t.is(error.code, 'bad-config');
  t.is(error.message, `${folder} has two configs: sparkify.config.ts and sparkify.config.js.`);
});
