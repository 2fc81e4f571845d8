import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ProjectOptions } from '../config/load-config.ts';
import { type IndirectSelection, indirectSelections } from '../graph/indirect-selection.ts';
import { type ResourceType, resourceTypes } from '../graph/selectable-node.ts';
import type { Cli } from './cli.ts';
import { placeOf } from './defer-option.ts';

/** Every option that several commands share, as commander names them. Absent means not given. */
export interface CommonOptions {
  readonly target?: string;
  readonly vars?: string;
  readonly threads?: number;
  readonly warnError?: boolean;
  readonly warnErrorOptions?: string;
  readonly projectDir?: string;
  readonly logFormat?: 'text' | 'json';
  readonly quiet?: boolean;
  readonly debug?: boolean;
  /** False with --no-color, true with --use-colors. */
  readonly color?: boolean;
  readonly select?: readonly string[];
  readonly models?: readonly string[];
  readonly exclude?: readonly string[];
  readonly selector?: string;
  readonly indirectSelection?: IndirectSelection;
  readonly state?: string;
  readonly resourceType?: readonly ResourceType[];
  readonly excludeResourceType?: readonly ResourceType[];
}

/** Options of every command about a project. On the program itself they may stand before the command, as dbt allows. */
export function commonOptions(): readonly Option[] {
  return [
    new Option('-t, --target <name>', 'target of sparkify.config.ts to work on'),
    new Option('--vars <yaml>', 'variables as YAML or JSON, e.g. \'{"source_root": "data"}\''),
    new Option('--threads <n>', 'how many models run at once').argParser(positiveInteger),
    new Option('--warn-error', 'take every warning for an error'),
    new Option(
      '--warn-error-options <yaml>',
      'which warnings are errors, e.g. \'{"error": "all", "warn": ["orphan-table"]}\'',
    ),
    new Option('--project-dir <folder>', 'the project (default: here, or the nearest folder above)'),
    ...outputOptions(),
  ];
}

/** How a command prints. */
export function outputOptions(): readonly Option[] {
  return [
    new Option('--log-format <format>', 'text, or json: one object a line').choices(['text', 'json']),
    new Option('-q, --quiet', 'print errors and outputs only'),
    new Option('-d, --debug', 'print stacks and causes of errors'),
    new Option('--no-color', 'print without colors'),
    new Option('--use-colors', "dbt's flag: colors also where nobody looks at a terminal").hideHelp(),
    new Option('--no-use-colors', "dbt's name of --no-color").hideHelp(),
  ];
}

/** dbt's flags for which nodes a command is about. */
export function selectionOptions(): readonly Option[] {
  return [
    new Option(
      '-s, --select <selectors...>',
      'only these, e.g. songplays, +songplays, tag:daily, path:models/marts',
    ),
    new Option('-m, --models <selectors...>', 'the same as --select').hideHelp(),
    new Option('--exclude <selectors...>', 'all but these'),
    new Option('--selector <name>', 'what selectors.yml calls so'),
    new Option('--state <place>', 'a lake, or artifacts of an earlier run, to compare with'),
    new Option('--indirect-selection <mode>', 'when tests come along with their tables').choices(
      indirectSelections,
    ),
    typesOption('--resource-type', 'only resources of these types'),
    typesOption('--resource-types', 'the same').hideHelp(),
    typesOption('--exclude-resource-type', 'none of these types'),
    typesOption('--exclude-resource-types', 'the same').hideHelp(),
  ];
}

/** Of commands that publish. */
export function reuseOptions(): readonly Option[] {
  return [
    new Option('--reuse', 'take over from the last release what would come out the same'),
    new Option('--no-reuse', 'run everything, whatever the project says of reuse'),
  ];
}

/** Of commands that run data tests. */
export function testOptions(): readonly Option[] {
  return [
    new Option('--store-failures', 'keep the failing rows of every data test as Parquet'),
    new Option('--no-store-failures', 'keep none, whatever the tests say'),
  ];
}

function typesOption(flag: string, description: string): Option {
  return new Option(`${flag} <types...>`, description).choices(resourceTypes);
}

/** dbt's flag, and its letter. */
export function refreshOption(): Option {
  return new Option('-f, --full-refresh', 'compute incremental models from scratch');
}

/** dbt's flags for the time that microbatch models compute. */
export function eventTimeOptions(): readonly Option[] {
  return [
    new Option(
      '--event-time-start <time>',
      'microbatch models: from when on to compute them, e.g. 2026-01-01',
    ),
    new Option('--event-time-end <time>', 'and before when, in UTC'),
  ];
}

/** For a target on Spark. */
export function parityOption(): Option {
  return new Option('--require-parity', 'on Spark: only models that `sparkify parity` proved');
}

/** For a target on EMR. */
export function yesOption(): Option {
  return new Option('--yes', 'on EMR: start what it takes without asking');
}

/** Of commands that publish, or ask whether one could. */
export function breakingOption(): Option {
  return new Option('--allow-breaking-changes', 'let tables break their contract with readers of the lake');
}

export function addOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}

/** Flags of one meaning, by what commander calls them. */
const otherNames: Readonly<Record<string, string>> = {
  excludeResourceTypes: 'excludeResourceType',
  resourceTypes: 'resourceType',
  useColors: 'color',
};

/** What was given on the command line, nearest command first; defaults are left to those who use a value. */
export function givenOptions<Options extends object = CommonOptions>(command: Command): Options {
  const given: Record<string, unknown> = {};
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const [name, value] of Object.entries(at.opts())) {
      if (at.getOptionValueSource(name) !== 'default') given[otherNames[name] ?? name] ??= value;
    }
  }
  return given as Options;
}

export function projectOptions(
  options: Pick<CommonOptions, 'projectDir' | 'target' | 'vars' | 'threads'>,
  { cwd, env }: Cli,
): ProjectOptions {
  const { projectDir, target, vars, threads } = options;
  return { projectDir, target, vars, threads, cwd, env };
}

export function selection(
  options: CommonOptions,
  { cwd }: Pick<Cli, 'cwd'>,
): Pick<CommonOptions, 'selector' | 'indirectSelection' | 'state'> & {
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly resourceTypes?: readonly ResourceType[];
} {
  const { select = [], models = [], exclude = [], selector, indirectSelection, state } = options;
  const { resourceType: only = resourceTypes, excludeResourceType: none = [] } = options;
  const types = only.filter(type => !none.includes(type));
  return {
    select: [...select, ...models],
    exclude,
    ...(selector !== undefined && { selector }),
    ...(indirectSelection && { indirectSelection }),
    ...(state !== undefined && { state: placeOf(state, cwd) }),
    ...((options.resourceType ?? options.excludeResourceType) && { resourceTypes: types }),
  };
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It has to be a whole number from 1 on.');
  return value;
}

/** For --limit: rows to show, or -1 for all of them as in dbt. */
export function rowLimit(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < -1)
    throw new InvalidArgumentError('It has to be a whole number, or -1 for all rows.');
  return value;
}
