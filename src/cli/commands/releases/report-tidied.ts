import { SparkifyError } from '../../../diagnostics/sparkify-error.ts';
import type { Tidied } from '../../../release/tidy.ts';
import { type Cli, colorsOf } from '../../cli.ts';
import type { CommonOptions } from '../../options.ts';
import { printable } from '../../output/printable.ts';
import { registeredLines } from '../../output/registered-text.ts';

/** What a command did to the lake, which old releases went, and what is left undone behind a release that stands. */
export function reportTidied(
  lines: readonly string[],
  { collected, problems, registration }: Tidied,
  options: CommonOptions,
  cli: Cli,
): void {
  const colors = colorsOf(cli, cli.stderr, options.color);
  const removed = collected.map(release => `Removed release ${release}, which nothing keeps any more.`);
  const failed = registration instanceof Error ? registration : undefined;
  if (failed !== undefined) cli.exitCode = 1;
  const registered =
    registration instanceof Error || typeof registration === 'string' ? undefined : registration;
  if (options.logFormat === 'json') {
    const messages = [...problems, ...(failed ? [failed] : [])].map(problem => problem.message);
    const entry = {
      message: lines.join(' '),
      collected,
      problems: messages,
      ...(registered && { registered }),
    };
    cli.stdout.write(`${JSON.stringify(entry)}\n`);
    return;
  }
  const shown = registered === undefined ? [] : registeredLines(registered);
  if (!options.quiet) cli.stdout.write(`${[...lines, ...shown, ...removed].join('\n')}\n`);
  for (const { message } of problems) {
    cli.stderr.write(
      `${colors.warn('warn')}  ${printable(message)} The next command that writes tries again.\n`,
    );
  }
  if (failed === undefined) return;
  const hint = failed instanceof SparkifyError && failed.hint !== undefined ? ` ${failed.hint}` : '';
  cli.stderr.write(
    `${colors.bad('error')}  What is published is whole, but not registered: ${printable(failed.message)}${printable(hint)} Then run \`sparkify catalog sync\`.\n`,
  );
}
