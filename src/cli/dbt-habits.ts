/**
 * What to do here instead of something that only dbt has, for hands that know it.
 *
 * @param message commander's, which quotes the option or command that it does not know
 */
export function dbtAdvice(message: string): string | undefined {
  const [, name = ''] = /'([^' =]+)[^']*'/.exec(message) ?? [];
  const known = name.startsWith('-') ? flags : commands;
  return known.find(({ names }) => names.includes(name))?.advice;
}

interface Habit {
  readonly names: readonly string[];
  readonly advice: string;
}

const commands: readonly Habit[] = [
  {
    names: ['clone'],
    advice:
      'There is nothing to clone: --target chooses where a lake lies, and unselected tables are read from its release.',
  },
  { names: ['debug'], advice: '`sparkify doctor` looks whether everything is in place.' },
  {
    names: ['deps'],
    advice: 'There are no packages: macros stand in the macros folder, and common data tests are built in.',
  },
  {
    names: ['parse', 'lint'],
    advice: '`sparkify check` parses the project and binds every query, and writes target/manifest.json.',
  },
  { names: ['snapshot-freshness'], advice: 'It is `sparkify source freshness`, as in dbt since 0.21.' },
  { names: ['login'], advice: 'There is no account to log in to; `sparkify init` makes a project.' },
];

const flags: readonly Habit[] = [
  { names: ['--static'], advice: 'Leave it out: the page is a folder that opens from a disk.' },
  {
    names: ['--no-compile', '--compile'],
    advice: 'Leave it out: the project is always compiled, in about a second.',
  },
  {
    names: ['--profile', '--profiles-dir'],
    advice: 'There are no profiles: targets stand in sparkify.config.ts, --target chooses one.',
  },
  {
    names: ['--skip-profile-setup'],
    advice: 'Leave it out: there are no profiles to set up.',
  },
  {
    names: ['--full-refresh', '-f', '--no-full-refresh'],
    advice:
      'Leave it out: only `build` and `run` take --full-refresh, which computes incremental models from scratch.',
  },
  {
    names: ['--defer', '--no-defer', '--favor-state', '--no-favor-state', '--defer-state'],
    advice:
      'Leave it out: only what computes or tests tables takes it, which is build, run, test, snapshot, plan, show and dev.',
  },
  { names: ['--model'], advice: 'It is --models here, or --select.' },
  { names: ['--target-path'], advice: 'Set `targetPath` in sparkify.config.ts.' },
  {
    names: [
      '--log-path',
      '--log-level-file',
      '--log-format-file',
      '--log-file-max-bytes',
      '--use-colors-file',
    ],
    advice: 'There is no log file: write one with `--log-format json > build.log`.',
  },
  {
    names: ['--log-level'],
    advice: '--quiet prints errors only, --debug also stacks and causes, --log-format json every event.',
  },
  {
    names: [
      ...['--partial-parse', '--no-partial-parse', '--partial-parse-file-path'],
      ...['--partial-parse-file-diff', '--no-partial-parse-file-diff'],
      ...['--static-parser', '--no-static-parser'],
      ...['--use-experimental-parser', '--no-use-experimental-parser'],
    ],
    advice: 'Leave it out: a project is always read whole, a thousand models in about a second.',
  },
  {
    names: [
      ...['--cache-selected-only', '--no-cache-selected-only', '--populate-cache', '--no-populate-cache'],
      ...['--log-cache-events', '--no-log-cache-events', '--introspect', '--no-introspect'],
    ],
    advice: 'Leave it out: there is no warehouse whose tables would have to be listed first.',
  },
  { names: ['--single-threaded', '--no-single-threaded'], advice: 'Write --threads 1.' },
  { names: ['--printer-width'], advice: 'Leave it out: lines are fitted to the terminal by themselves.' },
  {
    names: ['--version-check', '--no-version-check'],
    advice: 'Leave it out: package.json says which version of sparkify a project takes.',
  },
  { names: ['-v'], advice: '`sparkify --version` prints the version.' },
  {
    names: ['--write-json', '--no-write-json'],
    advice: 'Leave it out: the artifacts are always written, to the target folder.',
  },
  {
    names: [
      ...['--send-anonymous-usage-stats', '--no-send-anonymous-usage-stats'],
      ...['--upload-to-artifacts-ingest-api', '--no-upload-to-artifacts-ingest-api'],
    ],
    advice: 'Leave it out: nothing is ever sent anywhere.',
  },
  {
    names: ['--record-timing-info', '-r'],
    advice:
      'target/run_results.json has the times of every node; `node --cpu-prof` profiles the program itself.',
  },
  {
    names: ['--event-time-start', '--event-time-end'],
    advice: 'Only run, build and plan take it: it is for the microbatch models that they compute.',
  },
  {
    names: ['--print', '--no-print', '--macro-debugging', '--show-resource-report'],
    advice: 'Leave it out: it does nothing here. --quiet prints errors and outputs only.',
  },
  {
    names: ['--inline', '--inline-direct'],
    advice: '`sparkify show --inline "select 1"` runs a query, which may use ref(), source() and macros.',
  },
  { names: ['--show'], advice: '`sparkify show <seed>` prints its rows.' },
  {
    names: ['--data', '--schema'],
    advice: 'Write --select test_type:singular, or --select test_type:generic.',
  },
  {
    names: ['--clean-project-files-only', '--no-clean-project-files-only'],
    advice: 'Leave it out: only the target folder is emptied, which lies in the project.',
  },
];
