import { resolve } from 'node:path';
import type { LoadedProject } from '../check/checked-project.ts';
import type { EarlierState } from '../graph/earlier-state.ts';
import { readState } from '../release/released-state.ts';
import { type ArtifactFolder, localArtifacts } from './artifact-folder.ts';
import { type EarlierManifest, readEarlierManifest, releasedManifest } from './earlier-manifest.ts';
import { type FoundRelease, findState } from './find-state.ts';
import { beginInvocation } from './invocation.ts';
import { readLastResults } from './last-results.ts';
import { manifestContext } from './manifest-context.ts';
import { nodeChanges } from './node-changes.ts';
import { badState } from './read-artifact.ts';
import { readFreshnessHistory } from './source-states.ts';

/**
 * What earlier runs say, for a selection that asks.
 *
 * @param state what `--state` names: see `findState`; without it the artifacts in the target folder tell
 * @throws SparkifyError what `findState` throws, and `lake-damaged`; what it gives throws `bad-state` where nothing tells
 */
export async function loadState(project: LoadedProject, state: string | undefined): Promise<EarlierState> {
  const { config } = project;
  const target = localArtifacts(resolve(config.projectDir, config.targetPath));
  if (state === undefined) return fromArtifacts(project, target, undefined);
  const found = await findState(config, state);
  if (found.kind === 'artifacts') return fromArtifacts(project, target, found.folder);
  const manifest = await manifestOf(found, config.name);
  const refuse = (method: string, file: string) => (): never => {
    throw badState(
      `${method} asks how a run went, and ${found.lake} is a lake: its releases say what was published.`,
      `Give the folder that holds the ${file} of an earlier run with --state.`,
    );
  };
  return {
    lastResults: refuse('result:', 'run_results.json'),
    freshness: refuse('source_status:', 'sources.json'),
    changes: () => nodeChanges(manifest(), manifestContext(project, beginInvocation())),
  };
}

/** Gives what a release tells to whoever asks; one that tells nothing is good enough for others. */
async function manifestOf(
  { lake, release, store }: FoundRelease,
  project: string,
): Promise<() => EarlierManifest> {
  if (release.state === undefined) {
    const message = `The release ${release.release} of ${lake} does not tell what it was made of: an earlier sparkify published it.`;
    const hint =
      'Build there once with this one, or give the folder that holds the manifest.json of an earlier run with --state.';
    return () => {
      throw badState(message, hint);
    };
  }
  const manifest = releasedManifest(await readState({ store, project }, release.state));
  return () => manifest;
}

function fromArtifacts(
  project: LoadedProject,
  target: ArtifactFolder,
  folder: ArtifactFolder | undefined,
): EarlierState {
  return {
    lastResults: () => readLastResults(folder ?? target),
    freshness: () => readFreshnessHistory(target, folder),
    changes: () => {
      const before = readEarlierManifest(folder ?? target, project.config.name);
      return nodeChanges(before, manifestContext(project, beginInvocation()));
    },
  };
}
