import type { CheckedProject } from '../check/checked-project.ts';
import { FEW_FILES } from '../check/warnings/small-files.ts';
import { fileCounts } from '../release/file-counts.ts';
import type { Lake } from '../release/lake.ts';
import { catalogDocument } from './catalog-document.ts';
import { type RunResultsInput, runResultsDocument } from './run-results.ts';
import { writeJson } from './write-json.ts';

/** Writes what a run leaves behind: its results, and the catalog of the lake as it is now. */
export async function writeRun(
  project: CheckedProject,
  lake: Pick<Lake, 'current' | 'files'>,
  input: RunResultsInput,
): Promise<void> {
  const { config } = project;
  const release = await lake.current();
  const counts = release && (await fileCounts({ release, lake }, FEW_FILES));
  await Promise.all([
    writeJson(config, 'run_results.json', runResultsDocument(project, input)),
    writeJson(config, 'catalog.json', catalogDocument(project, { release, counts }, input.invocation)),
  ]);
}

/** Writes the results of a run that has only begun, so that after a kill nothing speaks for it that came before. */
export async function writeRunStart(
  project: CheckedProject,
  input: Pick<RunResultsInput, 'invocation' | 'options' | 'results' | 'legacy'>,
): Promise<void> {
  const nothing = { seconds: 0, busy: 0, release: undefined, quarantined: [] };
  await writeJson(project.config, 'run_results.json', runResultsDocument(project, { ...input, ...nothing }));
}
