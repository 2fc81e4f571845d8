import type { CheckedProject } from '../check/checked-project.ts';
import { selectionFolders } from '../config/selection-folders.ts';
import { throwOnErrors } from '../diagnostics/sparkify-error.ts';
import type { Session } from '../engines/session.ts';
import type { EarlierState } from '../graph/earlier-state.ts';
import type { Selection } from '../graph/select.ts';
import { selectInProject } from '../graph/select-in-project.ts';
import { type OpenedLake, openProjectLake } from '../release/open-project-lake.ts';
import { openDeferral } from './defer/deferral.ts';
import type { LookAhead } from './look-ahead.ts';
import { requireApproved } from './plan/approval.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import type { RunOptions } from './run-options.ts';

export interface AskedRun {
  readonly selection: Selection;
  readonly lake: OpenedLake;
  readonly prepared: PreparedRun;
}

/**
 * Plans what somebody asked for. A build and a plan of it both come this way, so that they agree.
 *
 * @throws SparkifyError what `selectInProject`, `prepareRun` and `requireApproved` throw
 */
export async function prepareAsked(
  project: CheckedProject,
  session: Session,
  options: RunOptions & { readonly ahead?: LookAhead },
  earlier: EarlierState,
): Promise<AskedRun> {
  const { config, nodes } = project;
  const { approved, retry, signal } = options;
  const selection = selectInProject(project, { ...options, folders: selectionFolders(config), earlier });
  throwOnErrors(selection.diagnostics);
  const lake = options.ahead?.lake ?? openProjectLake(config, session, signal);
  const { defer } = options;
  const deferral = defer && (await openDeferral(config, session, defer, signal));
  const parser = options.ahead?.parser ?? session.parser;
  const asked = {
    ...{ ...project, ...options, selected: selection.ids, lake: lake.lake, deferral },
    session: { engineVersion: session.engineVersion, parser },
  };
  const prepared = await prepareRun(asked);
  const isRetry = retry !== undefined;
  if (approved !== undefined)
    await requireApproved({ approved, prepared, nodes, lake: lake.lake, config, isRetry });
  return { selection, lake, prepared };
}
