import test from 'ava';
import type { JsonValue } from '../../../src/config/json-value.ts';
import { checkProject } from '../../helpers/check-project.ts';
import { buildProject } from '../../helpers/project-builder.ts';

/** What check says of `not_empty` on a model with this config. */
async function checkConfig(config: Readonly<Record<string, JsonValue>>) {
  const at = { file: 'models/schema.yml', line: 12, column: 11 };
  const declared = { test: 'not_empty', name: undefined, description: '', arguments: {}, config, at };
  const project = buildProject({
    models: { 'models/users.sql': 'select 1 as id' },
    properties: { users: { tests: [declared] } },
  });
  return (await checkProject(project)).diagnostics;
}

test('conditions and counts that bind are in order', async t => {
  t.deepEqual(
    await checkConfig({ fail_calc: 'sum(row_count)', warn_if: 'is null', error_if: 'between 2 and 3' }),
    [],
  );
});

test('a fail_calc that names no column of the test is found where the test is declared', async t => {
  const diagnostics = await checkConfig({ fail_calc: 'sum(rows_count)' });
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], { code: 'unknown-column', at: { file: 'models/schema.yml', line: 12 } });
  t.regex(diagnostics[0]!.message, /test not_empty_users_ cannot be asked: .*rows_count/);
});

test('what is no condition is refused', async t => {
  const diagnostics = await checkConfig({ warn_if: '+ 1' });
  t.like(diagnostics, [{ code: 'bad-test-argument' }]);
  t.regex(diagnostics[0]!.message, /warn_if of the test not_empty_users_, \+ 1, is not a condition/);
});

test('a condition that is no SQL is refused', async t => {
  t.is((await checkConfig({ error_if: 'more than 3' })).length, 1);
});
