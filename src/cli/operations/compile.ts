import { beginInvocation } from '../../artifacts/invocation.ts';
import { writeProject } from '../../artifacts/write-project.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { loadProject } from '../../sparkify.ts';
import { type Selecting, select } from './select.ts';

/** Writes the manifest, and the SQL of what is selected, below the target folder. Needs no engine. */
export async function compile(
  options: ProjectOptions & Selecting,
): Promise<{ readonly written: readonly string[]; readonly warnings: readonly Diagnostic[] }> {
  const project = await loadProject(options);
  throwOnErrors(project.diagnostics);
  const { nodes, warnings } = await select(project, options);
  return { written: await writeProject(project, nodes, beginInvocation()), warnings };
}
