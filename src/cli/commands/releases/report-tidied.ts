import type { Tidied } from '../../../release/tidy.ts';
import { type Cli, colorsOf } from '../../cli.ts';
import type { CommonOptions } from '../../options.ts';
import { printable } from '../../output/printable.ts';

/** What a command did to the lake, which old releases went, and what is left undone behind a release that stands. */
export function reportTidied(
  lines: readonly string[],
  { collected, problems }: Tidied,
  options: CommonOptions,
  cli: Cli,
): void {
  const colors = colorsOf(cli, cli.stderr, options.color);
  const removed = collected.map(release => `Removed release ${release}, which nothing keeps any more.`);
  if (options.logFormat === 'json') {
    const messages = problems.map(problem => problem.message);
    cli.stdout.write(`${JSON.stringify({ message: lines.join(' '), collected, problems: messages })}\n`);
    return;
  }
  if (!options.quiet) cli.stdout.write(`${[...lines, ...removed].join('\n')}\n`);
  for (const { message } of problems) {
    cli.stderr.write(
      `${colors.warn('warn')}  ${printable(message)} The next command that writes tries again.\n`,
    );
  }
}
