import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { targetError } from '../../../storage/disk-error.ts';
import type { Cli } from '../../cli.ts';

export interface OutputOption {
  readonly output?: string;
}

export function outputOption(): Option {
  return new Option('-o, --output <file>', 'where to write it (default: print it)');
}

/** Prints what is exported, or writes it to the file that was asked for. */
export function writeOutput(text: string, { output }: OutputOption, cli: Cli): void {
  if (output === undefined) {
    cli.stdout.write(text);
    return;
  }
  const path = resolve(cli.cwd, output);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw targetError(error, path);
  }
}
