import type { Command, Option } from 'commander';
import type { LoadCommand } from '../commands/registry.ts';
import { type Cursor, findCursor, optionsOf } from './find-cursor.ts';
import { type ProjectNames, readProjectNames } from './project-names.ts';
import { selectorValues } from './selector-values.ts';
import { type Candidate, files, nothing, plain, type Suggestions } from './suggestions.ts';

/**
 * What the last of some words can become. Commands, flags and their choices come from the definitions that parse the
 * command line; names come from the project, of which only the config is run.
 *
 * @param words what stands after `sparkify`, as far as the cursor
 */
export async function suggest(
  words: readonly string[],
  program: Command,
  { load, cwd }: { readonly load: LoadCommand; readonly cwd: string },
): Promise<Suggestions> {
  const word = words.at(-1) ?? '';
  const cursor = await findCursor(program, words.slice(0, -1), load);
  const names = () => readProjectNames(cwd, cursor.given.get('projectDir'));
  const found = await suggestWord(cursor, word, names);
  return { ...found, candidates: found.candidates.filter(({ value }) => value.startsWith(word)) };
}

type ReadNames = () => Promise<ProjectNames>;

async function suggestWord(cursor: Cursor, word: string, names: ReadNames): Promise<Suggestions> {
  const { command, option, position } = cursor;
  const isFlag = word.startsWith('-');
  if (option !== undefined && !(option.variadic && isFlag)) return valuesOf(option, word, names);
  const [, flag, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
  const assigned = optionsOf(command).find(({ long }) => flag !== undefined && long === flag);
  if (assigned !== undefined) return assignedValues(assigned, value!, names);
  if (isFlag) return { candidates: flags(command), files: false };
  const inner = command.createHelp().visibleCommands(command);
  if (inner.length > 0 && position > 0) return nothing;
  if (inner.length > 0)
    return {
      candidates: inner.map(one => ({ value: one.name(), description: one.summary() })),
      files: false,
    };
  return argumentValues(command, position, names);
}

/** Each flag that the help shows, with what it says of it. */
function flags(command: Command): readonly Candidate[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .flatMap(option =>
      [option.long, option.short].flatMap(value =>
        value == null ? [] : [{ value, description: help.optionDescription(option) }],
      ),
    );
}

async function assignedValues(option: Option, value: string, names: ReadNames): Promise<Suggestions> {
  const found = await valuesOf(option, value, names);
  const whole = found.candidates.map(one => ({ ...one, value: `${option.long}=${one.value}` }));
  return { candidates: whole, files: found.files };
}

async function valuesOf(option: Option, word: string, names: ReadNames): Promise<Suggestions> {
  if (option.argChoices !== undefined) return plain(option.argChoices);
  const name = option.attributeName();
  if (name === 'target') return plain((await names()).targets);
  if (name === 'selector') return plain((await names()).selectors);
  if (['select', 'models', 'exclude'].includes(name)) return plain(selectorValues(word, await names()));
  return /<(?:file|folder|path)/.test(option.flags) ? files : nothing;
}

async function argumentValues(command: Command, position: number, names: ReadNames): Promise<Suggestions> {
  const argument = command.registeredArguments[position];
  if (argument === undefined) return nothing;
  if (argument.argChoices !== undefined) return plain(argument.argChoices);
  if (argument.name() === 'model') return plain((await names()).tables);
  return argument.name() === 'folder' ? files : nothing;
}
