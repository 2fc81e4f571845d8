import type { ProjectOptions } from '../../config/load-config.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { openSession } from '../../engines/open-session.ts';
import type { Session } from '../../engines/session.ts';
import { type CheckedProject, checkProject, loadProject } from '../../sparkify.ts';

/** Opens a sound project and an engine for what a command does with both, and closes the engine again. */
export async function withSession<T>(
  options: ProjectOptions,
  work: (project: CheckedProject, session: Session) => Promise<T>,
): Promise<T> {
  const loaded = await loadProject(options);
  const session = await openSession(loaded.config);
  try {
    const project = await checkProject(loaded, session);
    throwOnErrors(project.diagnostics);
    return await work(project, session);
  } finally {
    session.close();
  }
}
