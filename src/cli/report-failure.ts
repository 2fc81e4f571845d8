import { CommanderError } from 'commander';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { annotate } from './ci/annotate.ts';
import { thrownProblems } from './ci/thrown-problems.ts';
import { type Cli, colorsOf } from './cli.ts';
import { dbtAdvice } from './dbt-habits.ts';
import type { CommonOptions } from './options.ts';
import { failureData, renderFailure } from './output/failure-text.ts';
import { renderJsonLine } from './output/json-line.ts';
import { projectFolder, projectTexts } from './project-texts.ts';

/** The one place where what a command threw is printed, on stderr. Returns the exit code. */
export async function reportFailure(thrown: unknown, options: CommonOptions, cli: Cli): Promise<number> {
  const error = thrown instanceof CommanderError ? usageError(thrown) : thrown;
  if (options.logFormat === 'json') {
    const message = error instanceof Error ? error.message : String(error);
    const entry = { level: 'error', event: 'MainEncounteredError', message } as const;
    cli.stderr.write(renderJsonLine({ ...entry, data: failureData(error) }, cli.now()));
  } else if (error !== undefined) {
    const colors = colorsOf(cli, cli.stderr, options.color);
    const readText = projectTexts(await projectFolder(cli.cwd, options.projectDir));
    const context = { colors, readText, debug: options.debug === true, reported: cli.reported };
    cli.stderr.write(`${renderFailure(error, context)}\n`);
  }
  const fresh = thrownProblems(error).filter(diagnostic => !cli.reported.has(diagnostic));
  await annotate({ diagnostics: fresh }, options, cli);
  return error instanceof SparkifyError ? error.exitCode : 2;
}

/** Commander's message in our form; undefined when it has printed the help instead. */
function usageError(error: CommanderError): SparkifyError | undefined {
  if (error.code === 'commander.help') return undefined;
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new SparkifyError('bad-usage', `${capitalized(message)}${message.endsWith('.') ? '' : '.'}`, {
    exitCode: 2,
    hint: usageHint(error, suggestion),
  });
}

function usageHint({ code, message }: CommanderError, suggestion: string | undefined): string {
  const advice = dbtAdvice(message);
  if (advice !== undefined) return advice;
  const unsaid = unsaidFlag(message, suggestion);
  if (unsaid !== undefined) return `Leave it out: without ${unsaid} it is so.`;
  if (suggestion !== undefined) return suggestion.replaceAll(/^\(|\)$/g, '');
  if (code === 'commander.excessArguments') return 'Name models with --select.';
  return '`sparkify --help` lists the commands, `sparkify <command> --help` their options.';
}

/** dbt says no to every flag; the nearest name of `--no-fail-fast` is `--fail-fast`, which would do the opposite. */
function unsaidFlag(message: string, suggestion = ''): string | undefined {
  const [, flag] = /'--no-([a-z-]+)'/.exec(message) ?? [];
  return flag !== undefined && suggestion.includes(`--${flag}?`) ? `--${flag}` : undefined;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
