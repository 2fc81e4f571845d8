import test from 'ava';
import { main } from '../../../src/cli/main.ts';
import { testCli } from '../../helpers/test-cli.ts';

const general = '`sparkify --help` lists the commands';

/** The hint of what was typed in a folder without a project; undefined when all of it was understood. */
async function hintOf(line: string): Promise<string | undefined> {
  const cli = testCli();
  const exitCode = await main(line.split(' '), cli);
  const [title = '', message = '', hint = ''] = cli.stderr.text().trim().split('\n');
  if (exitCode === 0 || title.includes('no-project')) return undefined;
  return title.includes('bad-usage') ? hint.trim() : `${title} ${message}`;
}

/** What dbt 1.x takes and means the same here; without a project nothing but the usage is looked at. */
const same: readonly string[] = [
  ...['build', 'run', 'test', 'seed', 'compile', 'list', 'ls', 'show songs', 'retry', 'clean'],
  ...['source freshness', 'run-operation grant --args {role:reader}', '--version'],
  'build -s a +b,tag:x --exclude c --selector nightly --state target/old --indirect-selection cautious',
  'build -m a -x --empty --store-failures -t prod --vars {a:1} --threads 8 --project-dir . -q -d',
  'build --resource-type model seed --exclude-resource-types test',
  'build --warn-error-options {"error":"all"} --log-format text --no-use-colors',
  'run --full-refresh --select a',
  'build -f',
  'build --sample=3days --use-colors --no-store-failures',
  'test --select test_type:unit --warn-error',
  'show --inline select+1 --limit -1 --output json',
  'ls --output json --output-keys name tags --models a',
  'source freshness --select source:raw -o target/sources.json',
  'docs generate --empty-catalog',
  'docs serve --port 8080 --no-browser --host 127.0.0.1',
  '--target prod --quiet build',
];

for (const line of same) {
  test.serial(`\`dbt ${line}\` can be typed here as well`, async t => {
    t.is(await hintOf(line), undefined);
  });
}

const profiles = /no profiles: .*sparkify\.config\.ts/;
const logFile = /no log file: .*--log-format json/;

/** What only dbt has, and what the answer must lead to. */
const others: readonly (readonly [line: string, hint: RegExp])[] = [
  ['clone', /--target chooses where a lake lies/],
  ['debug --config-dir', /sparkify doctor/],
  ['deps', /macros folder/],
  ['docs generate --static', /opens from a disk/],
  ['docs generate --no-compile', /always compiled/],
  ['parse', /sparkify check/],
  ['lint', /sparkify check/],
  ['source snapshot-freshness', /sparkify source freshness/],
  ['login', /sparkify init/],
  ['build --profile dev', profiles],
  ['build --profiles-dir=.', profiles],
  ['--profiles-dir . build', profiles],
  ['init --skip-profile-setup', /no profiles/],
  ['seed --full-refresh', /only `build` and `run` take --full-refresh/],
  ['run --no-full-refresh', /only `build` and `run` take --full-refresh/],
  ['ls --defer --state x', /only what computes or tests tables takes it/],
  ['compile --favor-state', /only what computes or tests tables takes it/],
  ['compile --defer-state x', /only what computes or tests tables takes it/],
  ['build --model a', /--models .*--select/],
  ['build --target-path out', /targetPath/],
  ['build --target-path=out', /targetPath/],
  ['build --log-path logs', logFile],
  ['build --log-format-file json', logFile],
  ['build --log-level-file debug', logFile],
  ['build --log-file-max-bytes 1', logFile],
  ['build --log-level debug', /--debug/],
  ['build --no-partial-parse', /read whole/],
  ['build --partial-parse-file-path x', /read whole/],
  ['build --no-static-parser', /read whole/],
  ['build --cache-selected-only', /no warehouse/],
  ['compile --no-populate-cache', /no warehouse/],
  ['compile --no-introspect', /no warehouse/],
  ['run --single-threaded', /--threads 1/],
  ['build --printer-width 120', /fitted to the terminal/],
  ['build --no-version-check', /package\.json/],
  ['-v', /--version/],
  ['build --no-write-json', /always written/],
  ['build --no-send-anonymous-usage-stats', /nothing is ever sent/],
  ['build --upload-to-artifacts-ingest-api', /nothing is ever sent/],
  ['build -r timing.json', /run_results\.json/],
  ['test --event-time-start 2026-01-01', /Only run, build and plan take it/],
  ['build --no-print', /--quiet/],
  ['compile --inline x', /sparkify show --inline/],
  ['show --inline-direct x', /sparkify show --inline/],
  ['seed --show', /sparkify show <seed>/],
  ['test --data', /test_type:singular/],
  ['clean --no-clean-project-files-only', /target folder/],
  ['run my_model', /--select/],
];

for (const [line, hint] of others) {
  test.serial(`\`dbt ${line}\` is answered with what to do here`, async t => {
    const said = (await hintOf(line)) ?? 'It was understood.';
    t.regex(said, hint);
    t.false(said.startsWith(general));
  });
}

for (const flag of ['fail-fast', 'empty', 'quiet', 'debug', 'warn-error']) {
  test.serial(`\`--no-${flag}\` is never mended to its opposite`, async t => {
    t.is(await hintOf(`build --no-${flag}`), `Leave it out: without --${flag} it is so.`);
  });
}

test('an answer names only commands and flags that there are', async t => {
  const answers = await Promise.all(others.map(([line]) => hintOf(line)));
  const named = answers.flatMap(answer => [...(answer ?? '').matchAll(/`sparkify ([a-z-]+)/g)]);
  for (const [, command] of named) {
    const cli = testCli();
    t.is(await main([command!, '--help'], cli), 0, command);
  }
});
