import type { CheckedProject, LoadedProject } from '../../check/checked-project.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import type { OpenOptions } from '../../engines/open-session.ts';
import type { Session } from '../../engines/session.ts';
import { checkProject } from '../../run/check-project.ts';
import { withProject } from '../../sparkify.ts';

/**
 * Opens a sound project and an engine for what a command does with both, and closes the engine again.
 *
 * @param extend adds to the project what is to be checked with it
 */
export function withSession<T>(
  options: ProjectOptions & OpenOptions,
  extend: (project: LoadedProject) => LoadedProject,
  work: (project: CheckedProject, session: Session) => Promise<T>,
): Promise<T> {
  return withProject(options, async (loaded, session) => {
    const project = await checkProject(extend(loaded), session);
    throwOnErrors(project.diagnostics);
    return work(project, session);
  });
}
