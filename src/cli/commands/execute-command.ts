import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { toleratesWarnings } from '../../diagnostics/warn-policy.ts';
import type { NodeResult, RunEvent } from '../../run/run-event.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { type CandidateOption, refuseReading } from '../candidate-option.ts';
import { annotate } from '../ci/annotate.ts';
import { startJunitFile } from '../ci/junit-file.ts';
import type { Cli } from '../cli.ts';
import { confirmOn } from '../confirm-on.ts';
import { type DeferOption, parseDefer } from '../defer-option.ts';
import { type EventTimeOptions, parseEventTime } from '../event-time.ts';
import { interruptible } from '../interrupt.ts';
import { type CommonOptions, projectOptions, selection } from '../options.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { registeredLines } from '../output/registered-text.ts';
import { optionsOfPlan, type PlanOption } from '../plan-option.ts';
import { parseReading, type ReadingOptions } from '../reading-options.ts';
import { createReporter } from '../reporters/create-reporter.ts';
import { parseWarnPolicy } from '../warn-policy.ts';

interface RunCommandOptions
  extends CommonOptions,
    ReadingOptions,
    PlanOption,
    CandidateOption,
    DeferOption,
    EventTimeOptions {
  readonly failFast?: boolean;
  readonly storeFailures?: boolean;
  readonly allowBreakingChanges?: boolean;
  readonly reuse?: boolean;
  readonly fullRefresh?: boolean;
  readonly requireParity?: boolean;
  readonly junit?: string;
  readonly yes?: boolean;
}

/** What build, run, test, seed, snapshot and retry have in common: execute, report as it goes, take over the exit code. */
export async function executeCommand(
  command: RunOptions['command'] | 'retry',
  options: RunCommandOptions,
  cli: Cli,
): Promise<void> {
  const warnings = parseWarnPolicy(options, cli.env);
  const reading = parseReading(options, cli.now());
  refuseReading(options, reading);
  const eventTime = parseEventTime(options);
  const defer = parseDefer(options, cli);
  const junit = await startJunitFile(command, options, cli);
  const reporter = await createReporter(command, options, cli);
  const diagnostics: Diagnostic[] = [];
  const results: NodeResult[] = [];
  const report = (event: RunEvent) => {
    if (event.type === 'diagnostic') diagnostics.push(event.diagnostic);
    if (event.type === 'node-finished') results.push(event.result);
    reporter.report(event);
    junit.report(event);
  };
  const emit = (event: RunEvent) => {
    if (event.type === 'diagnostic') cli.reported.add(event.diagnostic);
    // The signal's handler has said so already, before the runner could.
    if (event.type !== 'interrupting') report(event);
  };
  cli.outlivesReader = true;
  try {
    const { execute } = await import('../../sparkify.ts');
    const { retry } = await import('../operations/retry.ts');
    const summary = await interruptible(
      () => report({ type: 'interrupting' }),
      async signal => {
        const confirm = options.yes ? undefined : confirmOn(cli);
        const common = { ...projectOptions(options, cli), signal, emit, confirm };
        // What a retry is not told holds as it held for the run that it takes up again.
        if (command === 'retry')
          return retry(warnings === toleratesWarnings ? common : { ...common, warnings });
        const { failFast, publish, storeFailures, allowBreakingChanges } = options;
        const { reuse, fullRefresh, requireParity, candidate } = options;
        const of = { failFast, publish, storeFailures, allowBreakingChanges };
        const how = { reuse, fullRefresh, requireParity, candidate };
        const given = { command, warnings, reading, eventTime, defer, ...of, ...how };
        const planned = await optionsOfPlan(options, cli);
        return execute({ ...common, ...selection(options, cli), ...given, ...planned });
      },
    );
    if (summary === undefined) await endRetry(options, cli);
    else cli.exitCode = summary.exitCode;
    junit.end();
  } catch (error) {
    junit.end(error);
    throw error;
  } finally {
    reporter.close();
    await annotate({ diagnostics, results }, options, cli);
  }
}

/** A run of which all went well may yet have published what it could not register. */
async function endRetry(options: CommonOptions, cli: Cli): Promise<void> {
  const { logFormat, quiet } = options;
  const { registerLeft } = await import('../operations/catalog.ts');
  const registered = await registerLeft(projectOptions(options, cli));
  const isDone = registered === undefined;
  const message = isDone
    ? 'Nothing to retry: the last run left nothing undone.'
    : registeredLines(registered).join('\n');
  const event = isDone ? 'NothingToRetry' : 'Registered';
  const entry = { level: 'info', event, message, data: { ...registered } } as const;
  if (!quiet) cli.stdout.write(logFormat === 'json' ? renderJsonLine(entry, cli.now()) : `${message}\n`);
}
