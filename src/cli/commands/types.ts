import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { renderQuantity } from '../output/quantity.ts';
import { printWarnings } from '../print-warnings.ts';
import { act } from './act.ts';

interface TypesOptions extends CommonOptions {
  readonly check?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  command.option('--check', 'write nothing; exit 1 when the file is not what the models say now');
  act<TypesOptions>(
    command,
    [
      ['sparkify types', 'write sparkify.types.ts, to be committed'],
      ['sparkify types --check', 'for CI: is the committed file up to date?'],
    ],
    options => runTypes(options, cli),
  );
}

async function runTypes(options: TypesOptions, cli: Cli): Promise<void> {
  const { types } = await import('../operations/types.ts');
  const compareOnly = options.check === true;
  const { path, state, tables, warnings } = await types({ ...projectOptions(options, cli), compareOnly });
  await printWarnings(warnings, options, cli);
  const fails = compareOnly && state !== 'current';
  cli.exitCode = fails ? 1 : 0;
  if (options.quiet && !fails) return;
  const rows = `the rows of ${renderQuantity(tables, 'table')}`;
  const said = fails
    ? `${path} ${state === 'missing' ? 'does not exist' : 'is not what the models say now'}: run \`sparkify types\` and commit it.`
    : state === 'current'
      ? `${path} is up to date: ${rows}.`
      : `Wrote ${path}: ${rows}.`;
  cli.stdout.write(`${said}\n`);
}
