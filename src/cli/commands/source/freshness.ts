import { type Command, Option } from 'commander';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { RunEvent } from '../../../run/run-event.ts';
import { annotate } from '../../ci/annotate.ts';
import type { Cli } from '../../cli.ts';
import { interruptible } from '../../interrupt.ts';
import {
  addOptions,
  type CommonOptions,
  projectOptions,
  selection,
  selectionOptions,
} from '../../options.ts';
import { createReporter } from '../../reporters/create-reporter.ts';
import { parseWarnPolicy } from '../../warn-policy.ts';
import { act } from '../act.ts';

interface FreshnessOptions extends CommonOptions {
  readonly output?: string;
}

export function configureFreshness(command: Command, cli: Cli): void {
  command.description('Compares the age of sources with what their freshness allows.');
  addOptions(command, [
    ...selectionOptions(),
    new Option('-o, --output <file>', 'where the report goes (default: sources.json in the target folder)'),
  ]);
  act<FreshnessOptions>(
    command,
    [
      ['sparkify source freshness', 'every source that says how old it may be'],
      ['sparkify source freshness --select source:raw.events', 'one table of a source'],
      ['sparkify source freshness --select +songplays', 'what songplays is made of'],
    ],
    options => runFreshness(options, cli),
  );
}

async function runFreshness(options: FreshnessOptions, cli: Cli): Promise<void> {
  const warnings = parseWarnPolicy(options, cli.env);
  const reporter = await createReporter('source freshness', options, cli);
  const diagnostics: Diagnostic[] = [];
  const emit = (event: RunEvent) => {
    if (event.type === 'diagnostic') {
      diagnostics.push(event.diagnostic);
      cli.reported.add(event.diagnostic);
    }
    reporter.report(event);
  };
  try {
    const { freshness } = await import('../../operations/freshness.ts');
    const { output } = options;
    const given = {
      ...projectOptions(options, cli),
      ...selection(options, cli),
      ...(output !== undefined && { output }),
    };
    const summary = await interruptible(
      () => emit({ type: 'interrupting' }),
      signal => freshness({ ...given, warnings, signal, emit }),
    );
    cli.exitCode = summary.exitCode;
    await annotate({ diagnostics, results: summary.results }, options, cli);
  } finally {
    reporter.close();
  }
}
