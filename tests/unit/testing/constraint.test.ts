import test from 'ava';
import { compileProject } from '../../../src/compile/compile-project.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import type { DeclaredConstraint } from '../../../src/project/project.ts';
import { compileTests } from '../../../src/testing/compile-tests.ts';
import { checkProject } from '../../helpers/check-project.ts';
import { buildConfig, buildProject } from '../../helpers/project-builder.ts';

const at = { file: 'models/schema.yml', line: 12, column: 11 };

function declare(type: DeclaredConstraint['type'], given: Partial<DeclaredConstraint> = {}) {
  const none = { name: undefined, columns: [], expression: undefined, to: undefined, toColumns: [] };
  return { type, ...none, column: undefined, at, ...given };
}

function projectWith(constraints: readonly DeclaredConstraint[]) {
  return buildProject({
    models: { 'models/plays.sql': 'select 1 as user_id, 2 as amount', 'models/users.sql': 'select 1 as id' },
    properties: { plays: { constraints } },
  });
}

function compile(...constraints: readonly DeclaredConstraint[]) {
  const project = projectWith(constraints);
  const config = buildConfig({ vars: { least: 0 } });
  const compiler = createTemplateCompiler(project, config);
  const compiled = compileProject(project, config, compiler);
  return compileTests({ projectName: 'shop', project, compiled, compiler });
}

test('a constraint is a test of its own type, of severity error, known by table and name', t => {
  const { tests, diagnostics } = compile(declare('primary_key', { name: 'key', columns: ['user_id'] }));
  t.deepEqual(diagnostics, []);
  t.like(tests[0], {
    testType: 'constraint',
    name: 'constraint_plays_key',
    severity: 'error',
    attachedTo: 'model.shop.plays',
    dependsOn: ['model.shop.plays'],
    at,
  });
});

test('constraints without names are told apart by what they say', t => {
  const { tests, diagnostics } = compile(
    declare('check', { expression: 'amount > 0' }),
    declare('check', { expression: 'amount < 9' }),
    declare('not_null', { columns: ['user_id'], column: 'user_id' }),
  );
  t.deepEqual(diagnostics, []);
  t.is(new Set(tests.map(({ uniqueId }) => uniqueId)).size, 3);
  t.true(tests.some(({ name }) => name === 'constraint_not_null_plays_user_id'));
});

test('a foreign key reads the other table, in each of its spellings', t => {
  const spellings: readonly Partial<DeclaredConstraint>[] = [
    { to: "ref('users')", toColumns: ['id'] },
    { expression: "{{ ref('users') }} (id)" },
    { expression: 'references ref("users") ("id")' },
    { expression: 'users (id)' },
  ];
  const sqls = spellings.map(spelling => {
    const { tests, diagnostics } = compile(declare('foreign_key', { columns: ['user_id'], ...spelling }));
    t.deepEqual(diagnostics, []);
    t.deepEqual(tests[0]!.dependsOn, ['model.shop.plays', 'model.shop.users']);
    return tests[0]!.sql;
  });
  t.is(new Set(sqls).size, 1);
});

test('a foreign key to an unknown model, or to nothing, is an error at its line', t => {
  const unknown = compile(
    declare('foreign_key', { columns: ['user_id'], to: "ref('user')", toColumns: ['id'] }),
  );
  t.like(unknown.diagnostics, [{ code: 'unknown-ref', at }]);
  const nothing = compile(declare('foreign_key', { columns: ['user_id'], expression: "ref('users')" }));
  t.like(nothing.diagnostics, [{ code: 'bad-property', at }]);
  t.deepEqual([...unknown.tests, ...nothing.tests], []);
});

test('a condition may hold Jinja', t => {
  const { tests } = compile(declare('check', { expression: "amount >= {{ var('least') }}" }));
  t.regex(tests[0]!.sql, /where not \(amount >= 0\n\)/);
});

test('check binds constraints: an unknown column is an error at the line of the constraint', async t => {
  const { diagnostics } = await checkProject(
    projectWith([
      declare('unique', { columns: ['user_idd'] }),
      declare('check', { expression: 'amuont > 0' }),
      declare('foreign_key', { columns: ['user_id'], to: "ref('users')", toColumns: ['amount'] }),
    ]),
  );
  t.is(diagnostics.length, 3);
  t.true(diagnostics.every(({ severity }) => severity === 'error'));
  t.deepEqual([...new Set(diagnostics.map(diagnostic => diagnostic.at))], [at]);
});
