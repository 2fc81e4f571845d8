import { basename } from 'node:path';
import type { CheckedProject } from '../../check/checked-project.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { thrownProblems } from '../ci/thrown-problems.ts';
import type { Cli } from '../cli.ts';
import type { CommonOptions } from '../options.ts';
import { renderDiagnosticCount, sortDiagnostics } from '../output/diagnostic-text.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { printable } from '../output/printable.ts';
import { diagnosticEntry } from '../reporters/log-entry.ts';
import { stamp } from '../reporters/stamp.ts';
import { problemLine } from './problem-line.ts';
import { watchProject } from './watch-project.ts';

/**
 * Checks a project, and again after each change of its files, until Ctrl-C. Every round reads all of them anew, with an
 * engine of its own: so nothing that was is left over, and a small project is checked before one can look up.
 *
 * @param check what one round does; an error that it throws is one more thing that is wrong with the project
 */
export async function watchCheck(
  check: () => Promise<CheckedProject>,
  options: CommonOptions,
  cli: Cli,
): Promise<void> {
  await watchProject(options, cli, async (settle, configFile) => {
    const { diagnostics, config } = await checkOnce(check, options, cli);
    if (config !== undefined) settle(config);
    report(diagnostics, basename(configFile), options, cli);
  });
}

async function checkOnce(
  check: () => Promise<CheckedProject>,
  options: CommonOptions,
  cli: Cli,
): Promise<Pick<CheckedProject, 'diagnostics'> & Partial<Pick<CheckedProject, 'config'>>> {
  if (options.logFormat !== 'json') write([beginning], cli);
  try {
    return await check();
  } catch (error) {
    const diagnostics = thrownProblems(error);
    if (diagnostics.length === 0) throw error;
    return { diagnostics };
  }
}

/** The problem matcher clears what it knew at the one, and shows what it read at the other. */
const beginning = 'Checking the project';
const ending = 'Watching for changes; Ctrl-C ends it.';

function report(
  diagnostics: readonly Diagnostic[],
  elsewhere: string,
  options: CommonOptions,
  cli: Cli,
): void {
  const shown = sortDiagnostics(
    options.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics,
  );
  const end = `Found ${renderDiagnosticCount(shown)}. ${ending}`;
  if (options.logFormat === 'json') {
    const entry = { level: 'info', event: 'CheckFinished', message: end, data: {} } as const;
    const lines = [...shown.map(diagnosticEntry), entry].map(each => renderJsonLine(each, cli.now()));
    cli.stdout.write(lines.join(''));
    return;
  }
  cli.stdout.write(shown.map(diagnostic => `${printable(problemLine(diagnostic, elsewhere))}\n`).join(''));
  write([end], cli);
}

function write(lines: readonly string[], cli: Cli): void {
  cli.stdout.write(
    stamp(lines, cli.now())
      .map(line => `${line}\n`)
      .join(''),
  );
}
