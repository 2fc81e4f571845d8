import { basename, dirname, join } from 'node:path';
import type { CheckedProject } from '../../check/checked-project.ts';
import { findConfig } from '../../config/find-config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { unfinishedTypes } from '../../typing/types-file.ts';
import { thrownProblems } from '../ci/thrown-problems.ts';
import type { Cli } from '../cli.ts';
import { interruptible } from '../interrupt.ts';
import type { CommonOptions } from '../options.ts';
import { renderDiagnosticCount, sortDiagnostics } from '../output/diagnostic-text.ts';
import { renderJsonLine } from '../output/json-line.ts';
import { printable } from '../output/printable.ts';
import { diagnosticEntry } from '../reporters/log-entry.ts';
import { stamp } from '../reporters/stamp.ts';
import { FolderWatch } from './folder-watch.ts';
import { problemLine } from './problem-line.ts';

/** What is watched until the config could be read. */
const usualFolders = ['models', 'macros', 'seeds', 'tests'];

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
  const configFile = await findConfig(cli.cwd, options.projectDir);
  const root = dirname(configFile);
  const watch = new FolderWatch();
  await interruptible(
    () => watch.close(),
    async () => {
      let folders: readonly string[] = usualFolders;
      let own: readonly string[] = [];
      do {
        // Before the files are read, so that nothing written meanwhile is missed.
        watch.follow(root, folders, own);
        const { diagnostics, config } = await checkOnce(check, options, cli);
        if (config !== undefined) {
          const { modelPaths, macroPaths, seedPaths, snapshotPaths, testPaths } = config;
          folders = [...modelPaths, ...macroPaths, ...seedPaths, ...snapshotPaths, ...testPaths];
          const types = join(root, config.types.path);
          own = [types, unfinishedTypes(types)];
          watch.follow(root, folders, own);
        }
        report(diagnostics, basename(configFile), options, cli);
      } while (await watch.changed());
    },
  );
  cli.exitCode = 0;
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
