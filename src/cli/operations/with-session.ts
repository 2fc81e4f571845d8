import type { CheckedProject, LoadedProject } from '../../check/checked-project.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { openSession } from '../../engines/open-session.ts';
import type { Session } from '../../engines/session.ts';
import { checkProject, loadProject } from '../../sparkify.ts';

/**
 * Opens a sound project and an engine for what a command does with both, and closes the engine again.
 *
 * @param extend adds to the project what is to be checked with it
 */
export async function withSession<T>(
  options: ProjectOptions,
  extend: (project: LoadedProject) => LoadedProject,
  work: (project: CheckedProject, session: Session) => Promise<T>,
): Promise<T> {
  const loaded = extend(await loadProject(options));
  const session = await openSession(loaded.config);
  try {
    const project = await checkProject(loaded, session);
    throwOnErrors(project.diagnostics);
    return await work(project, session);
  } finally {
    session.close();
  }
}
