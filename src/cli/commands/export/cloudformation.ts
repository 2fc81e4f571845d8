import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addOptions, type CommonOptions, projectOptions } from '../../options.ts';
import { printWarnings } from '../../print-warnings.ts';
import { act } from '../act.ts';
import { type ScheduleOptions, scheduleOf, scheduleOptions } from './schedule-options.ts';
import { type OutputOption, outputOption, writeOutput } from './write-output.ts';

type CloudFormationOptions = CommonOptions & ScheduleOptions & OutputOption;

export function configureCloudFormation(command: Command, cli: Cli): void {
  command.description(
    'A template for AWS: the buckets of the target, roles that may do what is needed, an application of EMR Serverless where the target has none, and a container that builds every day.',
  );
  addOptions(command, [...scheduleOptions(), outputOption()]);
  act<CloudFormationOptions>(
    command,
    [
      [
        'sparkify export cloudformation --target emr_serverless -o sparkify.yml',
        'a build every day at 05:00 UTC',
      ],
      ['sparkify export cloudformation -t prod --at 06:30 --timezone Europe/Berlin'],
    ],
    options => exportCloudFormation(options, cli),
  );
}

async function exportCloudFormation(options: CloudFormationOptions, cli: Cli): Promise<void> {
  const { cloudFormation } = await import('../../operations/cloudformation.ts');
  const { text, warnings } = await cloudFormation(projectOptions(options, cli), scheduleOf(options));
  await printWarnings(warnings, options, cli);
  writeOutput(text, options, cli);
}
