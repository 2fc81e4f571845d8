import { type Command, Option } from 'commander';
import { didYouMean } from '../../diagnostics/closest.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Cli } from '../cli.ts';
import type { ListedNode } from '../operations/list.ts';
import { addOptions, type CommonOptions, projectOptions, selection, selectionOptions } from '../options.ts';
import { printWarnings } from '../print-warnings.ts';
import { act } from './act.ts';

interface LsOptions extends CommonOptions {
  readonly output?: keyof typeof renderers | 'json';
  readonly outputKeys?: readonly string[];
}

export function configure(command: Command, cli: Cli): void {
  addOptions(command, [
    ...selectionOptions(),
    new Option('--output <format>', 'what to print of each (default: selector)').choices([
      'json',
      ...Object.keys(renderers),
    ]),
    new Option('--output-keys <keys...>', 'what --output json prints of each, e.g. name tags'),
  ]);
  act<LsOptions>(
    command,
    [
      ['sparkify ls --resource-type model', 'all models'],
      ['sparkify ls --select +songplays', 'what songplays reads, and itself'],
      ['sparkify ls --select tag:daily --output path', 'the files of what has a tag'],
      ['sparkify ls --select state:modified+ --state last-run', 'what changed since, and what reads it'],
      ['sparkify ls --output json --output-keys name tags', 'as data, a line each'],
    ],
    options => runLs(options, cli),
  );
}

async function runLs(options: LsOptions, cli: Cli): Promise<void> {
  const { list } = await import('../operations/list.ts');
  const { listed, warnings } = await list({
    ...projectOptions(options, cli),
    ...selection(options, cli),
  });
  const { output = options.logFormat === 'json' ? 'json' : 'selector' } = options;
  const render = output === 'json' ? jsonRenderer(options.outputKeys) : renderers[output];
  await printWarnings(warnings, options, cli);
  cli.stdout.write(listed.map(node => `${render(node)}\n`).join(''));
}

const renderers = {
  selector: ({ selector }: ListedNode) => selector,
  name: ({ name }: ListedNode) => name,
  path: ({ file }: ListedNode) => file,
} as const;

const defaultKeys = ['unique_id', 'name', 'resource_type', 'original_file_path', 'selector'];

/** @throws SparkifyError bad-usage for a key that no resource has */
function jsonRenderer(given?: readonly string[]): (node: ListedNode) => string {
  // dbt takes them as one text, too.
  const keys = given?.flatMap(text => text.split(/[\s,]+/)).filter(Boolean) ?? defaultKeys;
  return node => {
    const all = listedEntry(node);
    for (const key of keys) if (!Object.hasOwn(all, key)) throw unknownKey(key, Object.keys(all));
    return JSON.stringify(Object.fromEntries(keys.map(key => [key, all[key]])));
  };
}

function listedEntry({ uniqueId, name, resourceType, file, selector, details }: ListedNode) {
  const entry = {
    unique_id: uniqueId,
    name,
    resource_type: resourceType,
    original_file_path: file,
    selector,
  };
  return { ...entry, ...details } as Readonly<Record<string, unknown>>;
}

function unknownKey(key: string, known: readonly string[]): SparkifyError {
  return new SparkifyError('bad-usage', `There is no output key "${key}".`, {
    hint: didYouMean(key, known, `The keys are ${known.join(', ')}.`)!,
    exitCode: 2,
  });
}
