import { type Command, Option } from 'commander';
import { badUsage } from '../../../diagnostics/bad-usage.ts';
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
import { type ScheduleOptions, scheduleOf, scheduleOptions } from './schedule-options.ts';
import { type OutputOption, outputOption, writeOutput } from './write-output.ts';

interface AirflowCommandOptions extends CommonOptions, ScheduleOptions, OutputOption {
  readonly perModel?: boolean;
  readonly cluster?: boolean;
  readonly projectPath?: string;
  readonly program?: string;
}

export function configureAirflow(command: Command, cli: Cli): void {
  command.description('A DAG for Airflow 2 or 3 that builds every day.');
  addOptions(command, [
    new Option(
      '--per-model',
      'a task for each table, one that tests them, and one that publishes all together',
    ),
    new Option('--cluster', 'on EMR: tasks that create a cluster, build on it and terminate it in any case'),
    new Option(
      '--project-path <folder>',
      'where the project lies on the workers (default: where it lies here)',
    ),
    new Option('--program <words>', 'what starts sparkify there (default: npx sparkify)'),
    ...scheduleOptions(),
    ...selectionOptions(),
    outputOption(),
  ]);
  act<AirflowCommandOptions>(
    command,
    [
      ['sparkify export airflow -o dags/lake.py', 'one task, a build every day at 05:00 UTC'],
      ['sparkify export airflow --per-model --at 06:30 --timezone Europe/Berlin'],
      ['sparkify export airflow --target emr --cluster --project-path /opt/lake'],
    ],
    options => exportAirflow(options, cli),
  );
}

async function exportAirflow(options: AirflowCommandOptions, cli: Cli): Promise<void> {
  if (options.perModel && options.cluster)
    throw badUsage('--per-model and --cluster exclude each other.', 'Leave one of the two out.');
  const { airflow } = await import('../../operations/airflow.ts');
  const tasks = options.perModel ? 'models' : options.cluster ? 'cluster' : 'build';
  const { text, warnings } = await airflow(
    { ...projectOptions(options, cli), ...selection(options, cli) },
    {
      ...scheduleOf(options),
      tasks,
      folder: options.projectPath,
      program: (options.program ?? 'npx sparkify').split(/\s+/).filter(word => word !== ''),
    },
  );
  await printWarnings(warnings, options, cli);
  writeOutput(text, options, cli);
}
