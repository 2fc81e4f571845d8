import { type Command, Option } from 'commander';
import { withoutSecrets } from '../../../artifacts/hide-secrets.ts';
import { type Cli, colorsOf } from '../../cli.ts';
import { interruptible } from '../../interrupt.ts';
import {
  addOptions,
  type CommonOptions,
  projectOptions,
  selection,
  selectionOptions,
} from '../../options.ts';
import { renderDrift } from '../../output/drift-text.ts';
import { printWarnings } from '../../print-warnings.ts';
import { act } from '../act.ts';

interface DriftCommandOptions extends CommonOptions {
  readonly output?: string;
  readonly json?: boolean;
}

export function configureDrift(command: Command, cli: Cli): void {
  command.description(
    'Compares the raw files of sources with what is declared, and new ones with those of the last release.',
  );
  addOptions(command, [
    ...selectionOptions(),
    new Option('--json', 'print the report as JSON'),
    new Option('-o, --output <file>', 'where the report goes (default: drift.json in the target folder)'),
  ]);
  act<DriftCommandOptions>(
    command,
    [
      ['sparkify source drift', 'every source'],
      ['sparkify source drift --select source:raw.events', 'one table of a source'],
      [`sparkify source drift --warn-error-options '{"error": ["source-drift"]}'`, 'fail at drift, for CI'],
    ],
    options => runDrift(options, cli),
  );
}

async function runDrift(options: DriftCommandOptions, cli: Cli): Promise<void> {
  const { drift } = await import('../../operations/drift.ts');
  const { output } = options;
  const given = {
    ...projectOptions(options, cli),
    ...selection(options, cli),
    ...(output !== undefined && { output }),
  };
  const found = await interruptible(
    () => undefined,
    signal => drift({ ...given, signal, emit: () => undefined }),
  );
  const colors = colorsOf(cli, cli.stdout, options.color);
  if (options.json || options.logFormat === 'json')
    cli.stdout.write(`${JSON.stringify(withoutSecrets(found.document, found.config.env), undefined, 2)}\n`);
  else if (!options.quiet) cli.stdout.write(renderDrift(found.drifts, colors));
  await printWarnings(found.warnings, options, cli);
}
