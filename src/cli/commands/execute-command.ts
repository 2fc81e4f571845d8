import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { NodeResult, RunEvent } from '../../run/run-event.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { annotate } from '../ci/annotate.ts';
import { startJunitFile } from '../ci/junit-file.ts';
import type { Cli } from '../cli.ts';
import { interruptible } from '../interrupt.ts';
import { type CommonOptions, projectOptions, selection } from '../options.ts';
import { createReporter } from '../reporters/create-reporter.ts';
import { parseWarnPolicy } from '../warn-policy.ts';

interface RunCommandOptions extends CommonOptions {
  readonly failFast?: boolean;
  readonly storeFailures?: boolean;
  readonly publish?: boolean;
  readonly junit?: string;
}

/** What build, run, test and seed have in common: execute, report as it goes, take over the exit code. */
export async function executeCommand(
  command: RunOptions['command'],
  options: RunCommandOptions,
  cli: Cli,
): Promise<void> {
  const warnings = parseWarnPolicy(options, cli.env);
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
  try {
    const { execute } = await import('../../sparkify.ts');
    const summary = await interruptible(
      () => report({ type: 'interrupting' }),
      signal =>
        execute({
          ...projectOptions(options, cli),
          ...selection(options, cli),
          command,
          warnings,
          failFast: options.failFast,
          storeFailures: options.storeFailures,
          publish: options.publish,
          signal,
          emit,
        }),
    );
    cli.exitCode = summary.exitCode;
    junit.end();
  } catch (error) {
    junit.end(error);
    throw error;
  } finally {
    reporter.close();
    await annotate({ diagnostics, results }, options, cli);
  }
}
