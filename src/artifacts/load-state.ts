import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { EarlierState } from '../graph/earlier-state.ts';
import { readLastResults } from './last-results.ts';
import { readFreshnessHistory } from './source-states.ts';

/**
 * What the artifacts of earlier runs say, for a selection that asks.
 *
 * @param state the folder that `--state` names, absolute or relative to the project; without it the target folder tells
 */
export function loadState(
  { config }: { readonly config: Pick<Config, 'projectDir' | 'targetPath'> },
  state: string | undefined,
): EarlierState {
  const target = resolve(config.projectDir, config.targetPath);
  const folder = state === undefined ? undefined : resolve(config.projectDir, state);
  return {
    lastResults: () => readLastResults(folder ?? target),
    freshness: () => readFreshnessHistory(target, folder),
  };
}
