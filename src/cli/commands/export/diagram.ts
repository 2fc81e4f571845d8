import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import {
  addOptions,
  type CommonOptions,
  projectOptions,
  selection,
  selectionOptions,
} from '../../options.ts';
import { printWarnings } from '../../print-warnings.ts';
import { act } from '../act.ts';
import { type OutputOption, outputOption, writeOutput } from './write-output.ts';

type DiagramOptions = CommonOptions & OutputOption;

export function configureDiagram(command: Command, cli: Cli): void {
  addOptions(command, [...selectionOptions(), outputOption()]);
  act<DiagramOptions>(
    command,
    [
      ['sparkify export diagram', 'all published tables'],
      ['sparkify export diagram --select path:models/marts -o star.mmd', 'the marts, into a file'],
    ],
    options => exportDiagram(options, cli),
  );
}

async function exportDiagram(options: DiagramOptions, cli: Cli): Promise<void> {
  const { diagram } = await import('../../operations/diagram.ts');
  const { text, warnings } = await diagram({ ...projectOptions(options, cli), ...selection(options, cli) });
  await printWarnings(warnings, options, cli);
  writeOutput(text, options, cli);
}
