import { beginInvocation } from '../../artifacts/invocation.ts';
import { openLineageEvents } from '../../artifacts/open-lineage.ts';
import { writeLineage } from '../../artifacts/write-lineage.ts';
import type { CheckedProject } from '../../check/checked-project.ts';
import { LineageIndex } from '../../check/lineage/lineage-index.ts';
import type { ProjectOptions } from '../../config/load-config.ts';
import { type FoundColumns, findColumns } from './find-columns.ts';
import { withSession } from './with-session.ts';

export interface Lineage {
  readonly project: CheckedProject;
  readonly index: LineageIndex;
  /** Undefined when nothing was asked for. */
  readonly asked: FoundColumns | undefined;
  /** One for each model, as OpenLineage has them. */
  readonly events: readonly object[];
}

/**
 * Where the columns of a project come from. Reads no data; writes `lineage.json`.
 *
 * @param name a table or a column, as in `songplays.level`
 */
export function lineage(options: ProjectOptions & { readonly name: string | undefined }): Promise<Lineage> {
  return withSession(
    options,
    project => project,
    async (project, session) => {
      const asked = options.name === undefined ? undefined : findColumns(options.name, project);
      const invocation = beginInvocation();
      const models = await writeLineage(project, session.parser, invocation);
      const events = openLineageEvents(project, models, invocation);
      return { project, index: new LineageIndex(models), asked, events };
    },
  );
}
