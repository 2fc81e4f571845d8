import type { Command } from 'commander';
import type { StartedThing } from '../../../engines/emr/find-started.ts';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, projectOptions } from '../../options.ts';
import { renderColumns } from '../../output/columns.ts';
import { act } from '../act.ts';

export function configureList(command: Command, cli: Cli): void {
  command.description(
    'Clusters, applications and jobs on AWS that builds of this project started and that have not ended.',
  );
  act<CommonOptions>(
    command,
    [
      ['sparkify clusters list --target emr', 'on EMR'],
      ['sparkify clusters list --target emr_serverless', 'on EMR Serverless'],
    ],
    options => runList(options, cli),
  );
}

async function runList(options: CommonOptions, cli: Cli): Promise<void> {
  const { startedBy } = await import('../../operations/clusters.ts');
  const found = await startedBy(projectOptions(options, cli));
  if (options.logFormat === 'json')
    return void cli.stdout.write(found.map(each => `${JSON.stringify(each)}\n`).join(''));
  if (found.length === 0)
    return void cli.stdout.write('Nothing runs that a build of this project started.\n');
  const rows = [['ID', 'WHAT', 'STATE', 'SINCE (UTC)', 'TARGET'], ...found.map(row)];
  cli.stdout.write(`${renderColumns(rows, ['left', 'left', 'left', 'left', 'left']).join('\n')}\n`);
}

function row({ id, what, state, since, target }: StartedThing): string[] {
  return [id, what, state, since?.toISOString().slice(0, 19).replace('T', ' ') ?? '', target];
}
