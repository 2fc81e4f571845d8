import type { CheckedProject } from '../check/checked-project.ts';
import { FEW_FILES } from '../check/warnings/small-files.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Release } from '../release/documents.ts';
import { fileCounts } from '../release/file-counts.ts';
import type { Lake } from '../release/lake.ts';
import { catalogDocument } from './catalog-document.ts';
import { FAILING_ROWS, failingRowsDocument } from './failing-rows.ts';
import { type RunResultsInput, runResultsDocument } from './run-results.ts';
import { writeJson } from './write-json.ts';

/**
 * Writes what a run leaves behind: its results, and the catalog of the lake as it is now. The catalog stays as it was
 * when the run was interrupted and the lake does not answer.
 *
 * @param published the release that it made, if any
 */
export async function writeRun(
  project: CheckedProject,
  {
    lake,
    published,
  }: { readonly lake: Pick<Lake, 'current' | 'files'>; readonly published?: Release | undefined },
  input: RunResultsInput,
): Promise<void> {
  const { config } = project;
  await writeJson(config, FAILING_ROWS, failingRowsDocument(input.results, input.invocation));
  await writeJson(config, 'run_results.json', runResultsDocument(project, input));
  try {
    const release = published ?? (await lake.current());
    const counts = release && (await fileCounts({ release, lake }, FEW_FILES));
    const catalog = catalogDocument(project, { release, counts }, input.invocation);
    await writeJson(config, 'catalog.json', catalog);
  } catch (error) {
    if (!(error instanceof SparkifyError) || error.code !== 'interrupted') throw error;
  }
}

/** Writes the results of a run that has only begun, so that after a kill nothing speaks for it that came before. */
export async function writeRunStart(
  project: CheckedProject,
  input: Pick<RunResultsInput, 'invocation' | 'options' | 'results' | 'legacy'>,
): Promise<void> {
  const nothing = { seconds: 0, busy: 0, release: undefined, quarantined: [], kept: [] };
  await writeJson(project.config, 'run_results.json', runResultsDocument(project, { ...input, ...nothing }));
}
