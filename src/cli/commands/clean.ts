import type { Command } from 'commander';
import { cleanTarget } from '../clean-target.ts';
import type { Cli } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { act } from './act.ts';

export function configure(command: Command, cli: Cli): void {
  act<CommonOptions>(
    command,
    [['sparkify clean', 'compiled SQL, run results, quarantined records; lakes stay']],
    options => runClean(options, cli),
  );
}

async function runClean(options: CommonOptions, cli: Cli): Promise<void> {
  const { loadConfig } = await import('../../config/load-config.ts');
  const { config } = await loadConfig(projectOptions(options, cli));
  const { removed, kept } = await cleanTarget(config);
  if (options.quiet) return;
  const lines = [
    ...removed.map(name => `Removed ${name}`),
    ...kept.map(name => `Kept    ${name}, for it is a lake`),
    ...(removed.length === 0 ? ['Nothing to remove.'] : []),
  ];
  cli.stdout.write(`${lines.join('\n')}\n`);
}
