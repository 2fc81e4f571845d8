import { writeCompiled } from '../../artifacts/write-compiled.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { loadProject } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

/** Writes the SQL of what is selected below the target folder. Needs no engine. */
export async function compile(
  options: ProjectOptions & Selecting,
): Promise<{ readonly written: readonly string[] }> {
  const project = await loadProject(options);
  throwOnErrors(project.diagnostics);
  return { written: await writeCompiled(project.config, select(project, options)) };
}
