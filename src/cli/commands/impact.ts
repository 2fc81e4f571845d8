import { type Command, Option } from 'commander';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { type Cli, colorsOf } from '../cli.ts';
import { type CommonOptions, projectOptions } from '../options.ts';
import { impactJson, renderImpact } from '../output/impact-text.ts';
import { act } from './act.ts';

interface ImpactOptions extends CommonOptions {
  readonly output?: 'text' | 'json';
}

export function configure(command: Command, cli: Cli): void {
  command
    .argument('[column]', 'a column or a table, e.g. stg_events.user_id or raw.events')
    .addOption(new Option('--output <format>', 'how to print it (default: text)').choices(['text', 'json']));
  act<ImpactOptions>(
    command,
    [
      ['sparkify impact stg_events.user_id', 'before a column is renamed or removed'],
      ['sparkify impact raw.events --output json', 'of a whole table, for a script'],
    ],
    (options, args) => runImpact(options, args, cli),
  );
}

async function runImpact(options: ImpactOptions, [name]: readonly string[], cli: Cli): Promise<void> {
  if (name === undefined) {
    throw new SparkifyError('bad-usage', 'impact takes a column or a table.', {
      exitCode: 2,
      hint: 'For example `sparkify impact stg_events.user_id`.',
    });
  }
  const { impact } = await import('../operations/impact.ts');
  const found = await impact({ ...projectOptions(options, cli), name });
  cli.stdout.write(
    options.output === 'json'
      ? `${JSON.stringify(impactJson(found), undefined, 2)}\n`
      : renderImpact(name, found, colorsOf(cli, cli.stdout, options.color)),
  );
}
