import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { ListedNode } from '../operations/list.ts';
import { addOptions, type CommonOptions, projectOptions, selection, selectionOptions } from '../options.ts';
import { printWarnings } from '../print-warnings.ts';
import { act } from './act.ts';

const resourceTypes = ['model', 'seed', 'source', 'test', 'exposure'] as const;

interface LsOptions extends CommonOptions {
  readonly output?: keyof typeof renderers;
  readonly resourceType?: readonly (typeof resourceTypes)[number][];
}

export function configure(command: Command, cli: Cli): void {
  addOptions(command, [
    ...selectionOptions(),
    new Option('--resource-type <types...>', 'only these').choices(resourceTypes),
    new Option('--output <format>', 'what to print of each (default: selector)').choices(
      Object.keys(renderers),
    ),
  ]);
  act<LsOptions>(
    command,
    [
      ['sparkify ls --resource-type model', 'all models'],
      ['sparkify ls --select +songplays', 'what songplays reads, and itself'],
      ['sparkify ls --select tag:daily --output path', 'the files of what has a tag'],
    ],
    options => runLs(options, cli),
  );
}

async function runLs(options: LsOptions, cli: Cli): Promise<void> {
  const { list } = await import('../operations/list.ts');
  const { listed, warnings } = await list({
    ...projectOptions(options, cli),
    ...selection(options, cli),
    resourceTypes: options.resourceType,
  });
  const render = renderers[options.output ?? (options.logFormat === 'json' ? 'json' : 'selector')];
  await printWarnings(warnings, options, cli);
  cli.stdout.write(listed.map(node => `${render(node)}\n`).join(''));
}

const renderers = {
  selector: ({ selector }: ListedNode) => selector,
  name: ({ name }: ListedNode) => name,
  path: ({ file }: ListedNode) => file,
  json: ({ uniqueId, name, resourceType, file, selector }: ListedNode) =>
    JSON.stringify({
      unique_id: uniqueId,
      name,
      resource_type: resourceType,
      original_file_path: file,
      selector,
    }),
} as const;
