import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions } from '../../options.ts';
import { act } from '../act.ts';
import { reportTidied } from './report-tidied.ts';

export function configureRollback(command: Command, cli: Cli): void {
  command
    .description(
      'Publishes a new release that holds the tables of an earlier one. Nothing is computed or copied.',
    )
    .argument('<release>', 'id of a release that `sparkify releases list` calls kept');
  act<CommonOptions>(
    command,
    [['sparkify releases rollback 01977d9c-2f00-7c3a-9d1e-3b7e0c9a4f11']],
    (options, [release]) => runRollback(options, release!, cli),
  );
}

async function runRollback(options: CommonOptions, release: string, cli: Cli): Promise<void> {
  const { withLake } = await import('../../operations/with-lake.ts');
  const outcome = await withLake(projectOptions(options, cli), lake => lake.rollback(release));
  const line =
    outcome.status === 'published'
      ? `Published release ${outcome.release.release}, which holds the tables of ${release}.`
      : `Nothing to do: ${release} is the current release.`;
  reportTidied([line], outcome, options, cli);
}
