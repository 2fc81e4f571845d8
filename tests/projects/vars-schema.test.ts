import test from 'ava';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const config = `import { defineConfig } from 'sparkify';
import * as z from 'sparkify/zod';

export default defineConfig({
  name: 'tiny',
  vars: {
    root: 'data',
  },
  varsSchema: z.object({
    root: z.string(),
    days: z.coerce.number().int().min(1).default(7),
    levels: z.array(z.enum(['free', 'paid'])).optional(),
    start: z.string(),
  }),
});
`;
const files = {
  'sparkify.config.ts': config,
  'models/counted.sql':
    "select {{ var('days') + 1 }} as days, '{{ var('start') }}' as start, '{{ var('root') }}' as root\n",
};

test('a schema fills in defaults, converts, and takes --vars with those of the config', async t => {
  const project = tinyProject(t, files);
  const shown = async (vars: string) =>
    (await project.sparkify('show', 'counted', '--output', 'csv', '--vars', vars)).output;
  t.is(await shown('start: a'), 'days,start,root\n8,a,data\n');
  t.is(await shown('{start: a, days: "30", root: b}'), 'days,start,root\n31,a,b\n');
});

test('every wrong variable is told before anything runs, with where its value came from', async t => {
  const project = tinyProject(t, {
    ...files,
    'sparkify.config.ts': config.replace("root: 'data'", 'root: 5 as never'),
  });
  const { exitCode, output } = await project.sparkify(
    'check',
    '--vars',
    '{days: many, levels: [free, gold], start: a}',
  );
  t.is(exitCode, 2, output);
  t.regex(
    output,
    /sparkify\.config\.ts:7:5 .*bad-vars\n.*"root" of sparkify\.config\.ts is not what varsSchema says/,
  );
  t.regex(
    output,
    /sparkify\.config\.ts:11:5 .*bad-vars\n.*"days" of --vars is not what varsSchema says: .*number/,
  );
  t.regex(output, /"levels" of --vars is not what varsSchema says \(at 1\): .*free/);
});

test('a variable that is needed and not set says how to set it', async t => {
  const { exitCode, output } = await tinyProject(t, files).sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /The variable "start" is not set[\s\S]*with --vars/);
});

test('a variable that the schema does not know is no silent typo', async t => {
  const { exitCode, output } = await tinyProject(t, files).sparkify('check', '--vars', '{start: a, day: 3}');
  t.is(exitCode, 2, output);
  t.regex(output, /The variable "day" of --vars is none of varsSchema[\s\S]*Did you mean "days"\?/);
});

test('any Standard Schema will do, and one that answers later', async t => {
  const standard = `{ '~standard': { version: 1, vendor: 'own', validate: async (value: object) =>
    ('n' in value ? { value } : { issues: [{ message: 'n is needed', path: [{ key: 'n' }] }] }) } }`;
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: `  varsSchema: ${standard},\n` }),
    'models/n.sql': "select {{ var('n') }} as n\n",
  });
  t.is((await project.sparkify('show', 'n', '--output', 'csv', '--vars', 'n: 2')).output, 'n\n2\n');
  t.regex((await project.sparkify('check')).output, /The variable "n" is not set: n is needed\./);
});

test('what is no schema, and a value that is no plain data, are refused', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': tinyConfig({ more: '  varsSchema: {},\n' }) });
  t.regex((await project.sparkify('check')).output, /bad-config\n.*"varsSchema" must be a Standard Schema/);
  const dated = "import * as z from 'sparkify/zod';\n".concat(
    tinyConfig({ more: '  varsSchema: z.object({ day: z.coerce.date() }),\n' }),
  );
  project.write({ 'sparkify.config.ts': dated });
  const { output } = await project.sparkify('check', '--vars', 'day: 2026-01-01');
  t.regex(output, /the variable "day" that is no plain data/);
});
