import type { Command, Option } from 'commander';
import { addOptions, commonOptions, givenOptions } from '../options.ts';
import { renderColumns } from '../output/columns.ts';

/** A command line, and what it does when that is not plain. */
export type Example = readonly [command: string, meaning?: string];

/**
 * Gives a command its general options, its examples and its action.
 *
 * @param action gets the options that were given, those before the command included, and the arguments in order
 */
export function act<Options extends object>(
  command: Command,
  examples: readonly Example[],
  action: (options: Options, args: readonly string[]) => Promise<void>,
  general: readonly Option[] = commonOptions(),
): void {
  addOptions(command, general);
  const lines = renderColumns(
    examples.map(([line, meaning = '']) => [`  ${line}`, ` ${meaning}`]),
    ['left', 'left'],
  );
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  command.action(() => action(givenOptions<Options>(command), command.args));
}
