import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { commandEntries } from '../../../src/cli/commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { parseSelection } from '../../../src/graph/parse-selection.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { testCli } from '../../helpers/test-cli.ts';

const refused = test.macro({
  async exec(t, args: readonly string[], expected: string) {
    const cli = testCli();
    t.is(await main(args, cli), 2);
    t.is(cli.stderr.text(), expected);
    t.is(cli.stdout.text(), '');
  },
  title: (providedTitle, args: readonly string[]) =>
    `${providedTitle} is wrong usage: sparkify ${args.join(' ')}`,
});

test(
  'a mistyped command',
  refused,
  ['biuld'],
  "error  bad-usage\n  Unknown command 'biuld'.\n  Did you mean build?\n",
);
test(
  'a mistyped option',
  refused,
  ['build', '--selct', 'songs'],
  "error  bad-usage\n  Unknown option '--selct'.\n  Did you mean --select?\n",
);
test(
  'a model without --select',
  refused,
  ['build', 'songs'],
  "error  bad-usage\n  Too many arguments for 'build'. Expected 0 arguments but got 1.\n  Name models with --select.\n",
);
test(
  'a number of threads that is none',
  refused,
  ['build', '--threads', '0'],
  "error  bad-usage\n  Option '--threads <n>' argument '0' is invalid. It has to be a whole number from 1 on.\n  `sparkify --help` lists the commands, `sparkify <command> --help` their options.\n",
);
test(
  "a flag of dbt's that has no place here",
  refused,
  ['build', '--profiles-dir', '.'],
  "error  bad-usage\n  Unknown option '--profiles-dir'.\n  There are no profiles: targets stand in sparkify.config.ts, --target chooses one.\n",
);
test(
  'an unknown command of releases',
  refused,
  ['releases', 'lst'],
  "error  bad-usage\n  Unknown command 'lst'.\n  Did you mean list?\n",
);
test(
  'a model and a query at once',
  refused,
  ['show', 'songs', '--inline', 'select 1'],
  'error  bad-usage\n  show takes one model, one query or one test.\n  For example `sparkify show songplays`, or `sparkify show --inline "select 1"`.\n',
);

test('help lists every command in its group', async t => {
  const cli = testCli();
  t.is(await main(['--help'], cli), 0);
  t.is(cli.stderr.text(), '');
  for (const line of [
    /^Make:\n {2}build /m,
    /^Look:\n {2}check /m,
    /^The lake:\n {2}releases /m,
    /^ {2}ls\|list /m,
  ]) {
    t.regex(cli.stdout.text(), line);
  }
});

for (const args of [
  ['build', '--help'],
  ['help', 'build'],
]) {
  test(`the options of a command are in its help: sparkify ${args.join(' ')}`, async t => {
    const cli = testCli();
    t.is(await main(args, cli), 0);
    for (const flag of [
      '--select',
      '--exclude',
      '--no-publish',
      '--fail-fast',
      '--target',
      '--vars',
      '--threads',
    ]) {
      t.true(cli.stdout.text().includes(flag), flag);
    }
    t.regex(cli.stdout.text(), /^Examples:$/m);
  });
}

test('the selections in the examples of every help are ones', async t => {
  const texts: string[] = [];
  for (const { name } of commandEntries) {
    const cli = testCli();
    t.is(await main([name, '--help'], cli), 0);
    const examples = cli.stdout.text().matchAll(/^ {2}sparkify .*?(?:--select|-s) (?:'([^']+)'|(\S+))/gm);
    texts.push(...[...examples].map(([, quoted, plain]) => quoted ?? plain!));
  }
  t.true(texts.length > 3);
  t.deepEqual(parseSelection(texts).diagnostics, []);
});

test('without a command the help is printed on stderr, and that is wrong usage', async t => {
  const cli = testCli();
  t.is(await main([], cli), 2);
  t.regex(cli.stderr.text(), /^Usage: sparkify <command>/);
});

test('outside of a project a command says so', async t => {
  const cli = testCli(temporaryFolder(t));
  t.is(await main(['clean'], cli), 2);
  t.regex(cli.stderr.text(), /^error {2}no-project\n {2}There is no sparkify\.config\.ts in /);
});

test('errors are one JSON line when the log is, wherever the flag stands', async t => {
  for (const args of [
    ['--log-format', 'json', 'clean'],
    ['clean', '--log-format', 'json'],
  ]) {
    const cli = testCli(temporaryFolder(t));
    t.is(await main(args, cli), 2);
    const { data, info } = JSON.parse(cli.stderr.text()) as Record<'data' | 'info', Record<string, unknown>>;
    t.is(data!.code, 'no-project');
    t.like(info, { level: 'error', name: 'MainEncounteredError', ts: '2018-11-04T18:05:09.000Z' });
  }
});

test('a config that throws is shown at its line, without a stack', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'sparkify.config.ts'), 'export default {};\nthrow new Error("no luck");\n');
  const cli = testCli(folder);
  t.is(await main(['clean'], cli), 2);
  t.regex(cli.stderr.text(), /^sparkify\.config\.ts:2:\d+ {2}error {2}bad-config\n/);
  t.regex(cli.stderr.text(), /> 2 \| throw new Error/);
  t.false(/^\s+at /m.test(cli.stderr.text()));
});

test('--debug adds the stack', async t => {
  const cli = testCli(temporaryFolder(t));
  t.is(await main(['clean', '--debug'], cli), 2);
  t.regex(cli.stderr.text(), /^\s+at .*find-config/m);
});
