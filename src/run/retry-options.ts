import { parseVars } from '../config/parse-vars.ts';
import { badUsage } from '../diagnostics/bad-usage.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { LastRun } from './last-run.ts';
import type { RunOptions } from './run-options.ts';

/** What may differ from the run that is taken up again. */
export type RetryOptions = Pick<
  RunOptions,
  'projectDir' | 'target' | 'vars' | 'threads' | 'env' | 'cwd' | 'warnings' | 'signal' | 'emit'
>;

/**
 * The arguments of the last run, for another attempt at it; undefined when it left nothing to do.
 *
 * @throws SparkifyError bad-usage when what must be given again is missing, nothing-to-retry when the run kept nothing
 */
export function retryOptions(last: LastRun, options: RetryOptions): RunOptions | undefined {
  const { command } = last.options;
  if (last.raised > 0 && last.candidate === undefined) throw wasRaised(command);
  refuseOtherTarget(last, options);
  const isDone = [...last.results.values()].every(status =>
    ['success', 'pass', 'warn', 'reused'].includes(status),
  );
  if (isDone && last.candidate === undefined) return undefined;
  if (last.options.candidate !== undefined) throw wasTask(last.options.candidate, command);
  if (last.options.publish === false) throw wasNotPublished(command);
  if (!last.readsAll) throw wasSampled(command);
  refuseMissingVars(last, options);
  return { ...last.options, ...options, target: last.options.target, retry: last };
}

function refuseOtherTarget({ options: { target } }: LastRun, options: RetryOptions): void {
  if (options.target === undefined || options.target === target) return;
  throw badUsage(
    `The last run was on the target ${target}, so it cannot be retried on ${options.target}.`,
    `Leave --target out, or run a command of its own on ${options.target}.`,
  );
}

/** Values may be secret, so they are nowhere written down. */
function refuseMissingVars({ vars }: LastRun, options: RetryOptions): void {
  const given = parseVars(options.vars ?? {});
  const missing = vars.filter(name => !Object.hasOwn(given, name));
  if (missing.length === 0) return;
  const example = missing.map(name => `${JSON.stringify(name)}: …`).join(', ');
  throw badUsage(
    `The last run was given --vars with ${missing.join(', ')}; their values are not written down.`,
    `Give them again: sparkify retry --vars '{${example}}'`,
  );
}

function wasRaised(command: string): SparkifyError {
  return nothingToRetry(
    `The last ${command} failed because a warning was raised to an error, and kept nothing.`,
    `Mend what it told of, then run \`sparkify ${command}\` again.`,
  );
}

function wasNotPublished(command: string): SparkifyError {
  return nothingToRetry(
    `The last ${command} was not meant to be published, so it kept nothing that a retry could go on with.`,
    `Run \`sparkify ${command}\` again, with the same options.`,
  );
}

function wasTask(candidate: string, command: string): SparkifyError {
  return nothingToRetry(
    `The last ${command} was a task of the candidate ${candidate}, and what it finished is not kept.`,
    `Run \`sparkify ${command} --candidate ${candidate}\` again, with the same options: its last attempt counts.`,
  );
}

function wasSampled(command: string): SparkifyError {
  return nothingToRetry(
    `The last ${command} read only a sample, so it kept nothing that a retry could go on with.`,
    `Run \`sparkify ${command}\` again, with the same options.`,
  );
}

function nothingToRetry(message: string, hint: string): SparkifyError {
  return new SparkifyError('nothing-to-retry', message, { exitCode: 2, hint });
}
