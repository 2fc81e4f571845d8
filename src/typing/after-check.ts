import type { CheckedProject } from '../check/checked-project.ts';
import type { ProjectOptions } from '../config/load-config.ts';
import { isS3Address } from '../config/s3-address.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { FileListCodec } from '../release/documents.ts';
import { openProjectLake } from '../release/open-project-lake.ts';
import { breakingChanges, promises } from './breaking-changes.ts';
import { keepTypes } from './types-file.ts';

export interface CheckOptions extends ProjectOptions {
  /** True takes tables that break their contract with readers of the published release for a warning. */
  readonly allowBreakingChanges?: boolean | undefined;
}

interface AfterCheckOptions extends CheckOptions {
  /** What is run afterwards; nothing by `check`. */
  readonly command?: string;
  readonly publish?: boolean | undefined;
}

/**
 * What is done once the columns of a project are known: the generated types are brought up to date, and contracts are
 * compared with what readers have. The lake is opened only where there is a contract to keep.
 */
export async function afterCheck(
  project: CheckedProject,
  codec: FileListCodec,
  { allowBreakingChanges = false, command, publish = true }: AfterCheckOptions,
): Promise<CheckedProject> {
  const kept = await keepTypes(project);
  const isRemote = isS3Address(kept.config.target.lake);
  // A check needs no network, and a test publishes nothing.
  if (command === 'test' || (command === undefined && isRemote)) return kept;
  if (!kept.nodes.some(promises)) return kept;
  const release = await currentRelease(kept, codec);
  if (release === undefined) return kept;
  const found = breakingChanges(kept, release, allowBreakingChanges || !publish);
  return { ...kept, diagnostics: [...kept.diagnostics, ...found] };
}

/** A lake that cannot be read is told of by what needs it. */
async function currentRelease({ config }: CheckedProject, codec: FileListCodec) {
  try {
    return await openProjectLake(config, codec).lake.current();
  } catch (error) {
    if (error instanceof SparkifyError) return undefined;
    throw error;
  }
}
