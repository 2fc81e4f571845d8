import { SparkifyError } from './sparkify-error.ts';

/** A command was called with wrong arguments. */
export function badUsage(message: string, hint: string, cause?: unknown): SparkifyError {
  return new SparkifyError('bad-usage', message, { exitCode: 2, hint, cause });
}
