import { packageVersion } from '../../config/package-version.ts';
import { type Cli, colorsOf } from '../cli.ts';
import type { CommonOptions } from '../options.ts';
import { projectFolder, projectTexts } from '../project-texts.ts';
import { createJsonReporter } from './json-reporter.ts';
import { createPlainReporter } from './plain-reporter.ts';
import { createQuietReporter } from './quiet-reporter.ts';
import type { Reporter } from './reporter.ts';
import { createTerminalReporter } from './terminal-reporter.ts';

/** The reporter that fits the options and what is at the other end of stdout. */
export async function createReporter(command: string, options: CommonOptions, cli: Cli): Promise<Reporter> {
  const { stdout, stderr, now } = cli;
  const version = packageVersion();
  const readText = projectTexts(await projectFolder(cli.cwd, options.projectDir));
  const context = { command, readText, version, columns: undefined };
  if (options.logFormat === 'json') return createJsonReporter(stdout, version, now, options.quiet);
  if (options.quiet) {
    return createQuietReporter(stderr, { ...context, colors: colorsOf(cli, stderr, options.color) });
  }
  const colors = colorsOf(cli, stdout, options.color);
  // A CI service that gives a terminal keeps what is written there: a line for each frame.
  return stdout.isTTY && cli.env.TERM !== 'dumb' && !cli.env.CI
    ? createTerminalReporter(stdout, { ...context, colors }, now)
    : createPlainReporter(stdout, { ...context, colors }, now);
}
