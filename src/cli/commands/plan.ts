import { resolve } from 'node:path';
import type { Command } from 'commander';
import { withoutSecrets } from '../../artifacts/hide-secrets.ts';
import { writeJsonFile } from '../../artifacts/write-json.ts';
import { type Cli, colorsOf } from '../cli.ts';
import { type DeferOption, deferOptions, parseDefer } from '../defer-option.ts';
import { type EventTimeOptions, parseEventTime } from '../event-time.ts';
import {
  addOptions,
  breakingOption,
  type CommonOptions,
  eventTimeOptions,
  projectOptions,
  refreshOption,
  reuseOptions,
  selection,
  selectionOptions,
} from '../options.ts';
import { renderPlan } from '../output/plan-text.ts';
import { printWarnings } from '../print-warnings.ts';
import { act } from './act.ts';

interface PlanOptions extends CommonOptions, EventTimeOptions, DeferOption {
  readonly allowBreakingChanges?: boolean;
  readonly reuse?: boolean;
  readonly fullRefresh?: boolean;
  readonly json?: boolean;
  readonly out?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOptions(command, [...selectionOptions(), ...deferOptions()]);
  command.addOption(breakingOption());
  addOptions(command, reuseOptions());
  command.addOption(refreshOption());
  addOptions(command, eventTimeOptions());
  command.option('--json', 'print it as JSON');
  command.option('--out <file>', 'write it as JSON, for `build --plan`');
  act<PlanOptions>(
    command,
    [
      ['sparkify plan', 'what would a build do, and why?'],
      ['sparkify plan --select +songplays', 'of a part'],
      ['sparkify plan --out plan.json', 'and then: sparkify build --plan plan.json'],
      ['sparkify plan --json | jq .writes', 'for a script'],
    ],
    options => runPlan(options, cli),
  );
}

async function runPlan(options: PlanOptions, cli: Cli): Promise<void> {
  const { plan } = await import('../operations/plan.ts');
  const { allowBreakingChanges, reuse, fullRefresh } = options;
  const given = { ...projectOptions(options, cli), ...selection(options, cli) };
  const eventTime = parseEventTime(options);
  const defer = parseDefer(options, cli);
  const found = await plan({ ...given, allowBreakingChanges, reuse, fullRefresh, eventTime, defer });
  const { config, document } = found;
  const colors = colorsOf(cli, cli.stdout, options.color);
  if (options.json || options.logFormat === 'json')
    cli.stdout.write(`${JSON.stringify(withoutSecrets(document, config.env), undefined, 2)}\n`);
  else if (!options.quiet) cli.stdout.write(renderPlan(found.plan, { ...found, colors }));
  // Throws when the build would be refused: of that there is nothing to approve.
  await printWarnings([...found.warnings, ...found.plan.diagnostics], options, cli);
  if (options.out !== undefined) await writeJsonFile(config, resolve(cli.cwd, options.out), document);
}
