import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions } from '../../options.ts';
import { act } from '../act.ts';
import { reportTidied } from './report-tidied.ts';

interface PruneOptions extends CommonOptions {
  readonly tables?: readonly string[];
}

export function configurePrune(command: Command, cli: Cli): void {
  command
    .description('Removes releases that need no longer be kept, and tables that are named.')
    .option('--tables <names...>', 'tables to drop from the lake, e.g. of models that are gone');
  act<PruneOptions>(
    command,
    [
      ['sparkify releases prune', 'releases past what the settings keep'],
      ['sparkify releases prune --tables old_songs', 'and this table'],
    ],
    options => runPrune(options, cli),
  );
}

async function runPrune(options: PruneOptions, cli: Cli): Promise<void> {
  const { tables = [] } = options;
  const { withLake } = await import('../../operations/with-lake.ts');
  const outcome = await withLake(projectOptions(options, cli), lake => lake.prune({ tables }));
  const without = tables.length === 0 ? '' : ` without ${tables.join(', ')}`;
  const line =
    outcome.status === 'published'
      ? `Published release ${outcome.release.release}${without}; what only dropped releases hold goes when none keeps it.`
      : 'Nothing to prune: every release has to be kept.';
  reportTidied([line], outcome, options, cli);
}
