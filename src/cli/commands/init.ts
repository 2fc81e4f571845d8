import path from 'node:path';
import type { Command } from 'commander';
import { packageVersion } from '../../config/package-version.ts';
import type { Cli } from '../cli.ts';
import { initProject } from '../init-project.ts';
import { type CommonOptions, outputOptions } from '../options.ts';
import { act } from './act.ts';

export function configure(command: Command, cli: Cli): void {
  command.argument('[folder]', 'where to write it (default: here)');
  act<CommonOptions>(
    command,
    [
      ['sparkify init my_lake', 'in a new folder'],
      ['sparkify init', 'in this one, unless a file is in the way'],
    ],
    (options, args) => runInit(options, args, cli),
    outputOptions(),
  );
}

async function runInit(options: CommonOptions, [given = '.']: readonly string[], cli: Cli): Promise<void> {
  const folder = path.resolve(cli.cwd, given);
  const { name, files } = await initProject(folder, packageVersion());
  if (options.quiet) return;
  const shown = path.relative(cli.cwd, folder);
  const steps = [
    ...(shown === '' ? [] : [`cd ${shown}`]),
    'npm install',
    'npx sparkify build               # run, test, publish in one step',
    'npx sparkify show daily_plays    # look at the rows',
  ];
  const lines = [
    `Wrote the project ${name} to ${shown === '' ? 'this folder' : shown}:`,
    ...files.map(file => `  ${file}`),
    '',
    'Next:',
    ...steps.map(step => `  ${step}`),
  ];
  cli.stdout.write(`${lines.join('\n')}\n`);
}
