import test from 'ava';
import { loadConfig } from '../../../src/config/load-config.ts';
import { defaultRules, ruleNames, stoppingRules } from '../../../src/config/rules.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

test('a rule that the config does not name keeps its default', async t => {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'sparkify.config.ts': "export default { name: 'a', rules: { 'select-star': 'error' } };",
  });
  const { config } = await loadConfig({ projectDir: folder });
  t.deepEqual(config.rules, { ...defaultRules, 'select-star': 'error' });
});

test('a rule or a level that does not exist is named at its place, with the nearest', async t => {
  const folder = temporaryFolder(t);
  const rules = "{\n  'selct-star': 'off',\n  'unused-source': 'eror',\n}";
  writeFiles(folder, { 'sparkify.config.ts': `export default { name: 'a', rules: ${rules} };` });
  const error = await t.throwsAsync(loadConfig({ projectDir: folder }), { instanceOf: SparkifyError });
  const found = error.diagnostics.map(({ at, hint }) => [at?.line, at?.column, hint]);
  t.deepEqual(found.toSorted(), [
    [2, 3, 'Did you mean "select-star"?'],
    [3, 3, 'Did you mean "error"?'],
  ]);
});

test('a build asks only the rules that stop it', t => {
  const levels = stoppingRules({ ...defaultRules, 'join-key-cast': 'error' });
  t.is(levels['join-key-cast'], 'error');
  t.true(ruleNames.filter(name => name !== 'join-key-cast').every(name => levels[name] === 'off'));
});
