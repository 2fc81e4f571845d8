import { Command } from 'commander';
import { packageVersion } from '../config/package-version.ts';
import type { Cli } from './cli.ts';
import { commandEntries } from './commands/registry.ts';
import { addOptions, type CommonOptions, commonOptions, givenOptions } from './options.ts';

/**
 * The commands by name; what a command takes is added when it is called, from its own module.
 *
 * @param onOptions told what was given, just before a command acts
 */
export function createProgram(cli: Cli, onOptions: (options: CommonOptions) => void): Command {
  const program = new Command('sparkify')
    .description('Typed SQL transformations for lakes of JSON and Parquet.')
    .usage('<command> [options]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help; `sparkify <command> --help` for one command')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: text => cli.stdout.write(text),
      writeErr: text => cli.stderr.write(text),
      // Usage errors are thrown and printed where all errors are.
      outputError: () => {},
      getOutHelpWidth: () => cli.stdout.columns ?? 100,
      getErrHelpWidth: () => cli.stderr.columns ?? 100,
    })
    .addHelpText('after', examples);
  addOptions(
    program,
    commonOptions().map(option => option.hideHelp()),
  );
  addCommands(program, cli);
  program.hook('preAction', (_, command) => onOptions(givenOptions(command)));
  return program;
}

function addCommands(program: Command, cli: Cli): void {
  for (const { name, alias, summary, group } of commandEntries) {
    const command = program.command(name).description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`);
    command.summary(summary).helpGroup(group).helpOption('-h, --help', 'print this help');
    if (alias !== undefined) command.alias(alias);
  }
  const loaded = new Set<Command>();
  const load = async (command: Command) => {
    if (loaded.has(command)) return;
    loaded.add(command);
    const entry = commandEntries.find(({ name }) => name === command.name())!;
    (await entry.load()).configure(command, cli, load);
  };
  program.hook('preSubcommand', (_, command) => load(command));
}

const examples = `
Examples:
  sparkify init my_lake                a new project
  sparkify check                       are all queries sound?
  sparkify build                       everything, tested, published as one
  sparkify build --select +songplays   one model and all that it reads
  sparkify show songplays --limit 5    a look at the rows
  sparkify releases list               what was published when

Exit codes: 0 all well; 1 a model or test failed, or the run was interrupted;
2 wrong usage, configuration or project.`;
