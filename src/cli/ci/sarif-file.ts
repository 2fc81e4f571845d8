import path from 'node:path';
import { packageVersion } from '../../config/package-version.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Cli } from '../cli.ts';
import type { CommonOptions } from '../options.ts';
import { projectFolder } from '../project-texts.ts';
import { repositoryPaths } from './repository-paths.ts';
import { renderSarif } from './sarif.ts';
import { thrownProblems } from './thrown-problems.ts';
import { writeReport } from './write-report.ts';

/**
 * Runs a check and writes what it found to the file of `--sarif`, also when it throws. Until then the file says that
 * the check has not ended.
 *
 * @throws SparkifyError report-not-writable, or what `check` throws
 */
export async function withSarifFile<Checked extends { readonly diagnostics: readonly Diagnostic[] }>(
  options: CommonOptions & { readonly sarif?: string },
  cli: Cli,
  check: () => Promise<Checked>,
): Promise<Checked> {
  if (options.sarif === undefined) return check();
  const file = path.resolve(cli.cwd, options.sarif);
  const repositoryPath = repositoryPaths(await projectFolder(cli.cwd, options.projectDir));
  const version = packageVersion();
  const write = (diagnostics: readonly Diagnostic[], ended: boolean) =>
    writeReport(file, renderSarif({ diagnostics, ended, version, repositoryPath }), '--sarif');

  write([], false);
  try {
    const checked = await check();
    write(checked.diagnostics, true);
    return checked;
  } catch (error) {
    write(thrownProblems(error), false);
    throw error;
  }
}
