import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureKind } from './configure-kind.ts';

export function configure(command: Command, cli: Cli): void {
  configureKind(command, cli, 'snapshot', [
    ['sparkify snapshot', 'all snapshots'],
    ['sparkify snapshot --select users_history', 'one of them'],
  ]);
}
