import type { Command } from 'commander';
import type { CommonOptions } from '../../options.ts';

/** What may be left out of a page. */
export interface ContentOptions extends CommonOptions {
  readonly emptyCatalog?: boolean;
  readonly profile?: boolean;
}

export function addContentOptions(command: Command): Command {
  return command
    .option('--no-profile', 'leave the rows alone: no profiles, no samples')
    .option('--empty-catalog', 'ask nothing of the lake: the project only');
}

export function pageContent({ emptyCatalog = false, profile = true }: ContentOptions): {
  readonly asksLake: boolean;
  readonly profiles: boolean;
} {
  return { asksLake: !emptyCatalog, profiles: profile };
}
