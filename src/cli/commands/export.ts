import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureAirflow } from './export/airflow.ts';
import { configureCloudFormation } from './export/cloudformation.ts';
import { configureDiagram } from './export/diagram.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<diagram|airflow|cloudformation> [options]').helpCommand(false);
  configureDiagram(command.command('diagram').summary('the tables and their keys as a Mermaid diagram'), cli);
  configureAirflow(command.command('airflow').summary('a DAG that builds every day'), cli);
  configureCloudFormation(
    command.command('cloudformation').summary('what a daily build on AWS needs, as a template'),
    cli,
  );
}
