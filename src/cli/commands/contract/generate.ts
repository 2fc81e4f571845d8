import type { Command } from 'commander';
import type { ContractChange } from '../../../typing/contract-files.ts';
import type { Cli } from '../../cli.ts';
import {
  addOptions,
  type CommonOptions,
  projectOptions,
  selection,
  selectionOptions,
} from '../../options.ts';
import { renderQuantity } from '../../output/quantity.ts';
import { printWarnings } from '../../print-warnings.ts';
import { act } from '../act.ts';

interface GenerateOptions extends CommonOptions {
  readonly check?: boolean;
}

export function configureGenerate(command: Command, cli: Cli): void {
  command
    .description(
      'Adds the columns and types that queries have to properties files. What is there stays as it is.',
    )
    .argument('[models...]', 'selectors of models (default: all)')
    .option('--check', 'write nothing; exit 1 when something is missing');
  addOptions(command, selectionOptions());
  act<GenerateOptions>(
    command,
    [
      ['sparkify contract generate', 'of every model'],
      ['sparkify contract generate songplays', 'of one'],
      ['sparkify contract generate path:models/marts --check', 'for CI: is everything declared?'],
    ],
    (options, args) => runGenerate(options, args, cli),
  );
}

async function runGenerate(options: GenerateOptions, args: readonly string[], cli: Cli): Promise<void> {
  const { generateContracts } = await import('../../operations/contracts.ts');
  const compareOnly = options.check === true;
  const selected = selection(options, cli);
  const { changes, warnings } = await generateContracts({
    ...projectOptions(options, cli),
    ...selected,
    select: [...args, ...selected.select],
    compareOnly,
  });
  await printWarnings(warnings, options, cli);
  const missing = changes.filter(({ state }) => state !== 'complete');
  cli.exitCode = compareOnly && missing.length > 0 ? 1 : 0;
  if (options.quiet && cli.exitCode === 0) return;
  const lines = missing.map(change => `  ${changeText(change, compareOnly)}`);
  cli.stdout.write(`${[...lines, summary(changes, compareOnly)].join('\n')}\n`);
}

function changeText(
  { model, path, state, columnsAdded, typesAdded }: ContractChange,
  compareOnly: boolean,
): string {
  if (state === 'by-hand')
    return `${path}: complete ${model} by hand; its columns come from an alias, or cannot be added to.`;
  if (state === 'in-typescript')
    return `${path}: ${model} describes itself; add data_type to its columns there.`;
  const parts = [
    ...(columnsAdded > 0 ? [renderQuantity(columnsAdded, 'column')] : []),
    ...(typesAdded > 0 ? [renderQuantity(typesAdded, 'type')] : []),
  ];
  return `${path}: ${parts.join(' and ')} of ${model} ${compareOnly ? 'missing' : 'added'}`;
}

function summary(changes: readonly ContractChange[], compareOnly: boolean): string {
  const count = (state: ContractChange['state']) => changes.filter(change => change.state === state).length;
  const models = renderQuantity(changes.length, 'model');
  if (changes.every(({ state }) => state === 'complete'))
    return `Every column of ${models} is declared with its type.`;
  if (compareOnly) return 'Run `sparkify contract generate` and commit what it writes.';
  return `Completed ${renderQuantity(count('changed'), 'model')} of ${models}.`;
}
