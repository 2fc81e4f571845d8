import test from 'ava';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import { TextResolver } from '../../../src/testing/text-resolver.ts';
import { buildConfig, buildProject } from '../../helpers/project-builder.ts';

const at = { file: 'models/schema.yml', line: 4, column: 9 };

function resolver() {
  const project = buildProject({ models: { 'models/levels.sql': 'select 1 as a' } });
  const config = buildConfig({ vars: { levels: ['free', '<paid>'], least: 3 } });
  return new TextResolver(createTemplateCompiler(project, config), at);
}

test('a text that is one expression keeps the type of its value', t => {
  const found = resolver().value({
    list: "{{ var('levels') }}",
    number: "{{- var('least') + 1 -}}",
    bare: "var('least')",
    text: "{{ 'a' }} and {{ var('least') }}",
    inner: [{ deep: '{{ none }}' }, true, null],
  });
  t.deepEqual(found, {
    list: ['free', '<paid>'],
    number: 4,
    bare: 3,
    text: 'a and 3',
    inner: [{ deep: null }, true, null],
  });
});

test('what names a table stays for built-in tests, and is the relation for others', t => {
  const given = resolver();
  t.is(given.value("ref('levels')"), "ref('levels')");
  t.is(given.value("{{ ref('levels') }}"), "{{ ref('levels') }}");
  t.deepEqual(given.dependsOn, []);
  t.deepEqual(given.argument({ to: ["ref('levels')"] }), { to: ['"main"."levels"'] });
  t.deepEqual(given.dependsOn, ['model.shop.levels']);
});

test('what is wrong in a text is wrong where the test is declared', t => {
  const given = resolver();
  t.is(given.value("{{ var('most') }}"), '');
  t.like(given.diagnostics[0], { code: 'missing-var', at });
});
