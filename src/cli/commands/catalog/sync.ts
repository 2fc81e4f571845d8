import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions } from '../../options.ts';
import { registeredLines } from '../../output/registered-text.ts';
import { describeSync, renderSyncPlan } from '../../output/sync-plan-text.ts';
import { act } from '../act.ts';

interface SyncOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
}

export function configureSync(command: Command, cli: Cli): void {
  command
    .description(
      'Makes the Glue database of the target show the current release: its tables, columns and partitions. A build does so by itself; this is for what failed then, and for what others changed.',
    )
    .option('--dry-run', 'show what differs, and change nothing')
    .option('--prune', 'remove tables of this lake that the release does not have');
  act<SyncOptions>(
    command,
    [
      ['sparkify catalog sync --dry-run --target prod', 'what differs'],
      ['sparkify catalog sync --target prod', 'bring it about'],
      ['sparkify catalog sync --prune --target prod', 'and remove tables that are gone'],
    ],
    options => runSync(options, cli),
  );
}

async function runSync(options: SyncOptions, cli: Cli): Promise<void> {
  const { dryRun = false, prune = false } = options;
  const { planCatalogSync, syncCatalog } = await import('../../operations/catalog.ts');
  const isJson = options.logFormat === 'json';
  if (dryRun) {
    const plan = describeSync(await planCatalogSync(projectOptions(options, cli)), prune);
    cli.stdout.write(isJson ? `${JSON.stringify(plan)}\n` : `${renderSyncPlan(plan).join('\n')}\n`);
    return;
  }
  const done = await syncCatalog(projectOptions(options, cli), { prune });
  if (isJson) cli.stdout.write(`${JSON.stringify(done)}\n`);
  else if (!options.quiet) cli.stdout.write(`${registeredLines(done).join('\n')}\n`);
}
