import type { CheckedProject } from '../check/checked-project.ts';
import type { Release } from '../release/documents.ts';
import { catalogDocument } from './catalog-document.ts';
import { type RunResultsInput, runResultsDocument } from './run-results.ts';
import { writeJson } from './write-json.ts';

/** Writes what a run leaves behind: its results, and the catalog of the lake as it is now. */
export async function writeRun(
  project: CheckedProject,
  release: Release | undefined,
  input: RunResultsInput,
): Promise<void> {
  const { config } = project;
  await Promise.all([
    writeJson(config, 'run_results.json', runResultsDocument(project, input)),
    writeJson(config, 'catalog.json', catalogDocument(project, release, input.invocation)),
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
