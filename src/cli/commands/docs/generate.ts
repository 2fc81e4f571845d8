import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import type { Cli } from '../../cli.ts';
import { projectOptions } from '../../options.ts';
import { renderBytes } from '../../output/quantity.ts';
import { printWarnings } from '../../print-warnings.ts';
import { act } from '../act.ts';
import { addContentOptions, type ContentOptions, pageContent } from './content-options.ts';

interface GenerateOptions extends ContentOptions {
  readonly output?: string;
}

export function configureGenerate(command: Command, cli: Cli): void {
  command
    .description('Writes a page about the project and its lake, which opens from a disk or any web server.')
    .addOption(new Option('-o, --output <folder>', 'where to write it (default: docs in the target folder)'));
  addContentOptions(command);
  act<GenerateOptions>(
    command,
    [
      ['sparkify docs generate', 'then open target/docs/index.html'],
      ['sparkify docs generate --output public', 'a folder to put on a web server'],
      ['sparkify docs generate --target prod', 'the lake of another target'],
    ],
    options => runGenerate(options, cli),
  );
}

async function runGenerate(options: GenerateOptions, cli: Cli): Promise<void> {
  const { generateDocs } = await import('../../operations/docs-generate.ts');
  const { output } = options;
  const asked = { ...projectOptions(options, cli), ...pageContent(options), output };
  const { project, index, bytes } = await generateDocs(asked);
  await printWarnings(project.diagnostics, options, cli);
  if (options.quiet) return;
  cli.stdout.write(
    `Wrote ${relative(cli.cwd, index)} (${renderBytes(bytes)} of data). Open it in a browser.\n`,
  );
}
