import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addOptions, type CommonOptions, projectOptions, selection, selectionOptions } from '../options.ts';
import { renderQuantity } from '../output/quantity.ts';
import { printWarnings } from '../print-warnings.ts';
import { act } from './act.ts';

export function configure(command: Command, cli: Cli): void {
  addOptions(command, selectionOptions());
  act(
    command,
    [
      ['sparkify compile', 'all models and tests'],
      ['sparkify compile --select songplays', 'one of them, with its tests'],
    ],
    options => runCompile(options, cli),
  );
}

async function runCompile(options: CommonOptions, cli: Cli): Promise<void> {
  const { compile } = await import('../operations/compile.ts');
  const { written, warnings } = await compile({
    ...projectOptions(options, cli),
    ...selection(options, cli),
  });
  await printWarnings(warnings, options, cli);
  if (options.quiet) return;
  const lines = [...written.map(file => `  ${file}`), `Wrote ${renderQuantity(written.length, 'query')}.`];
  cli.stdout.write(`${lines.join('\n')}\n`);
}
