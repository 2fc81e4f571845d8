import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions } from '../../options.ts';
import { act } from '../act.ts';

interface TerminateOptions extends CommonOptions {
  readonly all?: boolean;
}

export function configureTerminate(command: Command, cli: Cli): void {
  command
    .description('Ends what builds of this project started on AWS: builds that wait for it fail.')
    .argument('[ids...]', 'of `sparkify clusters list`')
    .option('--all', 'all of them');
  act<TerminateOptions>(
    command,
    [
      ['sparkify clusters terminate emr/j-2AXXXXXXGAPLF//own --target emr', 'this one'],
      ['sparkify clusters terminate --all --target emr', 'whatever has the tags of this project'],
    ],
    (options, ids) => runTerminate(options, ids, cli),
  );
}

async function runTerminate(options: TerminateOptions, ids: readonly string[], cli: Cli): Promise<void> {
  const { terminate } = await import('../../operations/clusters.ts');
  const ended = await terminate(projectOptions(options, cli), options.all ? 'all' : ids);
  const lines = ended.map(({ what }) => `Ended ${what}.\n`);
  if (!options.quiet) cli.stdout.write(lines.length > 0 ? lines.join('') : 'Nothing to end.\n');
}
