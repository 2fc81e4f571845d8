import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { configureDiff } from './releases/diff.ts';
import { configureList } from './releases/list.ts';
import { configurePrune } from './releases/prune.ts';
import { configurePublish } from './releases/publish.ts';
import { configureRollback } from './releases/rollback.ts';

export function configure(command: Command, cli: Cli): void {
  command.usage('<list|diff|rollback|publish|prune> [options]').helpCommand(false);
  configureList(command.command('list').summary('what was published when'), cli);
  configureDiff(command.command('diff').summary('what differs between two releases'), cli);
  configureRollback(
    command.command('rollback').summary('publish the tables of an earlier release again'),
    cli,
  );
  configurePublish(command.command('publish').summary('publish what tasks added to a candidate'), cli);
  configurePrune(command.command('prune').summary('remove what need not be kept'), cli);
}
