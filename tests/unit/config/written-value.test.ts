import test from 'ava';
import { writtenExpression } from '../../../src/config/written-value.ts';

const inConfig = (value: string, before = '') =>
  `${before}export default defineConfig({\n  name: 'a',\n  models: { '+x': ${value}, other: 1 },\n});\n`;

const expression = test.macro({
  title: (_provided, value: string) => `as it is written: ${value}`,
  exec: (t, value: string) => t.is(writtenExpression({ text: inConfig(value) }, ['models', '+x']), value),
});

const plain = test.macro({
  title: (_provided, value: string) => `plain: ${value}`,
  exec: (t, value: string) => t.is(writtenExpression({ text: inConfig(value) }, ['models', '+x']), undefined),
});

test(expression, 'process.env.SCHEMA');
test(expression, "process.env.CI ? 'table' : 'view'");
test(expression, "{ owner: process.env.OWNER, more: [1, 'a, b'] }");
test(expression, '[...shared, "x"]');
test(expression, 'of("a", 1)');
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a template.
test(expression, '`${stage}_marts`');
test(plain, "'table'");
test(plain, '"it\'s"');
test(plain, "['a', 'b'] as const");
test(plain, '{ enforced: true, deep: { n: -1.5, none: null } }');
test(plain, 'false // process.env.X');

test('what the file defines of the names in it belongs to it, however deep', t => {
  const text = inConfig(
    "isProduction ? 'table' : 'view'",
    `import { defineConfig } from 'sparkify';
const stage = process.env.STAGE ?? 'dev';
const unused = 1;
export const isProduction =
  stage === 'prod';
`,
  );
  t.is(
    writtenExpression({ text }, ['models', '+x']),
    [
      "isProduction ? 'table' : 'view'",
      "export const isProduction =\n  stage === 'prod';",
      "const stage = process.env.STAGE ?? 'dev';",
    ].join('\n'),
  );
});

test('what imported files define belongs to it, too', t => {
  const text = inConfig('schemaOf("marts")', "import { schemaOf } from './lib/schema.ts';\n");
  const imported = '// lib/schema.ts\nexport function schemaOf(name: string) {\n  return name;\n}\n';
  t.is(
    writtenExpression({ text, imported }, ['models', '+x']),
    'schemaOf("marts")\nexport function schemaOf(name: string) {\n  return name;\n}',
  );
});

test('a name that is both key and value is an expression', t => {
  const text =
    "const materialized = process.env.M;\nexport default { models: { a: { materialized, b }, '+y': 1 } };\n";
  t.is(
    writtenExpression({ text }, ['models', 'a', 'materialized']),
    'materialized\nconst materialized = process.env.M;',
  );
  t.is(writtenExpression({ text }, ['models', 'a', 'b']), 'b');
});

test('a key that the text does not hold is not known', t => {
  t.is(writtenExpression({ text: inConfig('x') }, ['models', '+y']), undefined);
  t.is(writtenExpression({ text: 'export default shared;' }, ['models', '+x']), undefined);
});
