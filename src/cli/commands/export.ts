import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureDiagram } from './export/diagram.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<diagram> [options]').helpCommand(false);
  configureDiagram(command.command('diagram').summary('the tables and their keys as a Mermaid diagram'), cli);
}
