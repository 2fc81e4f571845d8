import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { TypesResult } from '../operations/types.ts';
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
  const found = await types({ ...projectOptions(options, cli), compareOnly });
  const fails = compareOnly && found.state !== 'current';
  cli.exitCode = fails ? 1 : 0;
  if (!options.quiet || fails) cli.stdout.write(`${fails ? staleText(found) : currentText(found)}\n`);
  // What else is wrong with the project ends the command after what could be written of it.
  await printWarnings(found.diagnostics, options, cli);
}

function staleText({ path, state }: TypesResult): string {
  const what = state === 'missing' ? 'does not exist' : 'is not what the models say now';
  return `${path} ${what}: run \`sparkify types\` and commit it.`;
}

function currentText({ path, state, tables, kept, unknown }: TypesResult): string {
  const rows = `the rows of ${renderQuantity(tables.length, 'table')}`;
  return [
    state === 'current' ? `${path} is up to date: ${rows}.` : `Wrote ${path}: ${rows}.`,
    ...(kept.length === 0
      ? []
      : [`As before, since they cannot be typed until the errors are mended: ${kept.join(', ')}.`]),
    ...(unknown.length === 0 ? [] : [`Left out, since nothing is known of them yet: ${unknown.join(', ')}.`]),
  ].join('\n');
}
