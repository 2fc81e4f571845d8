import { resolve } from 'node:path';
import type { LoadedProject } from '../check/checked-project.ts';
import type { EarlierState } from '../graph/earlier-state.ts';
import { readEarlierManifest } from './earlier-manifest.ts';
import { beginInvocation } from './invocation.ts';
import { readLastResults } from './last-results.ts';
import { manifestContext } from './manifest-context.ts';
import { nodeChanges } from './node-changes.ts';
import { readFreshnessHistory } from './source-states.ts';

/**
 * What the artifacts of earlier runs say, for a selection that asks.
 *
 * @param state the folder that `--state` names, absolute or relative to the project; without it the target folder tells
 */
export function loadState(project: LoadedProject, state: string | undefined): EarlierState {
  const { config } = project;
  const target = resolve(config.projectDir, config.targetPath);
  const folder = state === undefined ? undefined : resolve(config.projectDir, state);
  return {
    lastResults: () => readLastResults(folder ?? target),
    freshness: () => readFreshnessHistory(target, folder),
    changes: () => {
      const before = readEarlierManifest(folder ?? target, config.name);
      return nodeChanges(before, manifestContext(project, beginInvocation()));
    },
  };
}
