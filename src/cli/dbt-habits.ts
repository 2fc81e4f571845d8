/** What to do here instead of something that only dbt has, for hands that know it. */
export function dbtAdvice(message: string): string | undefined {
  const [, name = ''] = /'([^' ]+)[^']*'/.exec(message) ?? [];
  const advice = name.startsWith('-') ? flags : commands;
  return Object.hasOwn(advice, name) ? advice[name] : undefined;
}

const commands: Readonly<Record<string, string>> = {
  clone:
    'There is nothing to clone: --target chooses where a lake lies, and unselected tables are read from its release.',
  debug: '`sparkify doctor` looks whether everything is in place.',
  deps: 'There are no packages: macros stand in the macros folder, and common data tests are built in.',
  docs: 'There is no documentation site yet; `sparkify check` writes target/manifest.json for tools that make one.',
  parse: '`sparkify check` parses the project and binds every query, and writes target/manifest.json.',
  snapshot: 'There are no snapshots yet; `sparkify releases` keeps the last states of the whole lake.',
};

const profiles = 'There are no profiles: targets stand in sparkify.config.ts, --target chooses one.';
const defer = 'Not needed: a parent that is not selected is read from the published release.';
const logs = 'No log file is written; --log-format json prints every event, --quiet only errors.';
const parsing = 'Not needed: a project is always read whole, a thousand models in about a second.';

const flags: Readonly<Record<string, string>> = {
  '--profile': profiles,
  '--profiles-dir': profiles,
  '--full-refresh': 'Every build computes its tables anew, and publishes only what changed.',
  '-f': 'Every build computes its tables anew, and publishes only what changed.',
  '--defer': defer,
  '--no-defer': defer,
  '--favor-state': defer,
  '--defer-state': defer,
  '--target-path': 'It is targetPath in sparkify.config.ts.',
  '--log-path': logs,
  '--log-level': logs,
  '--log-level-file': logs,
  '--log-format-file': logs,
  '--partial-parse': parsing,
  '--no-partial-parse': parsing,
  '--static-parser': parsing,
  '--no-static-parser': parsing,
  '--printer-width': 'Lines are fitted to the terminal by themselves.',
  '--version-check': 'The version of sparkify stands in package.json.',
  '--no-version-check': 'The version of sparkify stands in package.json.',
  '--write-json': 'The artifacts are always written, to the target folder.',
  '--no-write-json': 'The artifacts are always written, to the target folder.',
  '--send-anonymous-usage-stats': 'Nothing is ever sent anywhere.',
  '--no-send-anonymous-usage-stats': 'Nothing is ever sent anywhere.',
};
