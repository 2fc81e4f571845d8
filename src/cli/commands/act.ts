import type { Command } from 'commander';
import { addOptions, commonOptions, givenOptions } from '../options.ts';

/**
 * Gives a command the common options, its examples and its action.
 *
 * @param examples lines of `command   what it does`
 * @param action gets the options that were given and the arguments in order
 */
export function act<Options extends object>(
  command: Command,
  examples: readonly string[],
  action: (options: Options, args: readonly string[]) => Promise<void>,
): void {
  addOptions(command, commonOptions());
  command.addHelpText('after', `\nExamples:\n${examples.map(example => `  ${example}`).join('\n')}`);
  command.action(() => action(givenOptions<Options>(command), command.args));
}
