import { type Command, Option } from 'commander';
import { SparkifyError } from '../../../diagnostics/sparkify-error.ts';
import type { Cli } from '../../cli.ts';
import { type CommonOptions, positiveInteger, projectOptions } from '../../options.ts';
import { renderQuantity } from '../../output/quantity.ts';
import { act } from '../act.ts';

interface GenerateOptions extends CommonOptions {
  readonly where?: string;
  readonly name?: string;
  readonly limit?: number;
}

/** A test that a person can read at one go. */
const defaultLimit = 5;

export function configureGenerate(command: Command, cli: Cli): void {
  command
    .argument('<model>', 'the model to test')
    .option('--where <condition>', 'which rows, in SQL, of every table that has these columns')
    .option('--name <name>', 'name of the unit test')
    .addOption(
      new Option('--limit <n>', `rows of each such table at most (default: ${defaultLimit})`).argParser(
        positiveInteger,
      ),
    );
  act<GenerateOptions>(
    command,
    [
      ['sparkify unit-test generate users --where "user_id = 8"', 'the rows of one user'],
      ['sparkify unit-test generate songplays --limit 3', 'any three rows, and what belongs to them'],
    ],
    (options, args) => generate(options, args, cli),
  );
}

async function generate(options: GenerateOptions, [model]: readonly string[], cli: Cli): Promise<void> {
  const { where, name, limit = defaultLimit } = options;
  if (name !== undefined && !/^\w+$/.test(name)) {
    throw new SparkifyError('bad-usage', `The name "${name}" is not of letters, digits and _.`, {
      exitCode: 2,
    });
  }
  const { generateUnitTest } = await import('../../operations/generate-unit-test.ts');
  const written = await generateUnitTest({
    ...projectOptions(options, cli),
    model: model!,
    where,
    name,
    limit,
  });
  const rows = written.given.map(({ input, rows }) => `${renderQuantity(rows, 'row')} of ${input}`);
  cli.stdout.write(
    `Wrote the unit test ${written.name} into ${written.file}: ${rows.join(', ') || 'nothing given'}, ${renderQuantity(written.expected, 'row')} expected.\n` +
      `Look it over: it holds what ${model} makes now. Run it with: sparkify test --select unit_test:${written.name}\n`,
  );
}
