import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureKind } from './configure-kind.ts';

export function configure(command: Command, cli: Cli): void {
  configureKind(command, cli, 'seed', [
    ['sparkify seed', 'all seeds'],
    ['sparkify seed --select levels', 'one of them'],
  ]);
}
