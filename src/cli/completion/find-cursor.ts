import type { Command, Option } from 'commander';
import type { LoadCommand } from '../commands/registry.ts';

/** What the word under the cursor is, by commander's own definitions. */
export interface Cursor {
  readonly command: Command;
  /** The option whose value is being written. */
  readonly option: Option | undefined;
  /** How many arguments stand before it. */
  readonly position: number;
  /** Values of the options before it, by the name that commander gives them. */
  readonly given: ReadonlyMap<string, string>;
}

/** @param words those before the one under the cursor, without the program's own name */
export async function findCursor(
  program: Command,
  words: readonly string[],
  load: LoadCommand,
): Promise<Cursor> {
  const given = new Map<string, string>();
  let cursor: Cursor = { command: program, option: undefined, position: 0, given };
  for (const word of words) {
    const { command, option, position } = cursor;
    const isFlag = word.startsWith('-') && word !== '-';
    if (option !== undefined && !(option.variadic && isFlag)) {
      given.set(option.attributeName(), word);
      cursor = { ...cursor, option: option.variadic ? option : undefined };
    } else if (isFlag) {
      cursor = { ...cursor, option: openOption(command, word, given) };
    } else {
      const inner = command.commands.find(one => one.name() === word || one.aliases().includes(word));
      if (inner === undefined) cursor = { ...cursor, option: undefined, position: position + 1 };
      else cursor = { ...cursor, option: undefined, command: inner };
      if (inner?.parent === program) await load(inner);
    }
  }
  return cursor;
}

/** The option of a flag, when its value is still to come. */
function openOption(command: Command, word: string, given: Map<string, string>): Option | undefined {
  const [flag = '', ...value] = word.split('=');
  const found = optionsOf(command).find(({ long, short }) => flag === long || flag === short);
  if (found === undefined) return undefined;
  if (value.length > 0) given.set(found.attributeName(), value.join('='));
  return value.length === 0 && (found.required || found.optional) ? found : undefined;
}

/** Those that the help hides, too, and --help itself. */
export function optionsOf(command: Command): readonly Option[] {
  return [...command.options, ...command.createHelp().visibleOptions(command)];
}
