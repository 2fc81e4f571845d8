import { type Command, InvalidArgumentError } from 'commander';
import { type Cli, colorsOf } from '../cli.ts';
import { confirmOn } from '../confirm-on.ts';
import { interruptible } from '../interrupt.ts';
import {
  addOptions,
  type CommonOptions,
  projectOptions,
  selection,
  selectionOptions,
  yesOption,
} from '../options.ts';
import { renderParity } from '../output/parity-text.ts';
import { act } from './act.ts';

interface ParityCommandOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly against?: string;
  readonly tolerance?: number;
}

export function configure(command: Command, cli: Cli): void {
  addOptions(command, selectionOptions());
  command
    .option('--against <target>', 'the target on Spark or EMR (default: the only one there is)')
    .option(
      '--tolerance <share>',
      'how far two floats may be apart, as a share of the larger (default: 1e-9)',
      share,
    )
    .addOption(yesOption());
  act<ParityCommandOptions>(
    command,
    [
      ['sparkify parity', 'builds everything on both engines and compares every table'],
      ['sparkify parity --select songplays --against spark', 'one table, with all that it reads'],
      ['sparkify parity --against emr --yes', 'with a job on EMR, started without asking'],
    ],
    options => runParity(options, cli),
  );
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('It is a number from 0 to 1.');
  return value;
}

async function runParity(options: ParityCommandOptions, cli: Cli): Promise<void> {
  const { against, tolerance = 1e-9 } = options;
  const { parity } = await import('../operations/parity.ts');
  const say = (text: string) => {
    if (!options.quiet) cli.stderr.write(`${text}\n`);
  };
  const found = await interruptible(
    () => say('Interrupting: both engines are being stopped.'),
    signal =>
      parity({
        ...{ ...projectOptions(options, cli), ...selection(options, cli) },
        ...{ against, tolerance, signal },
        confirm: options.yes ? undefined : confirmOn(cli),
        emit: event => {
          if (event.type === 'cluster') say(event.message);
        },
        onBuild: (target, engine) => say(`Building on ${target} (${engine}) ...`),
      }),
  );
  if (found.comparisons.some(({ same }) => !same)) cli.exitCode = 1;
  cli.stdout.write(renderParity(found, colorsOf(cli, cli.stdout, options.color), cli.stdout.columns));
}
