import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { targetError } from '../../../storage/disk-error.ts';
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

interface DiagramOptions extends CommonOptions {
  readonly output?: string;
}

export function configureDiagram(command: Command, cli: Cli): void {
  addOptions(command, [
    ...selectionOptions(),
    new Option('-o, --output <file>', 'where to write it (default: print it)'),
  ]);
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
  if (options.output === undefined) cli.stdout.write(text);
  else writeText(resolve(cli.cwd, options.output), text);
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw targetError(error, path);
  }
}
