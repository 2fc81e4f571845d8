import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Candidate } from '../documents.ts';
import type { LakeContext } from '../lake-context.ts';
import { readCurrentRelease } from '../read-current.ts';
import { findCandidate, findRelease, type Stored } from '../read-documents.ts';
import { renderOwner } from '../refuse-conflicts.ts';

/** The release that was published from a candidate of this name; undefined when the lake keeps none. */
export async function publishedFrom(lake: LakeContext, name: string): Promise<string | undefined> {
  const current = await readCurrentRelease(lake);
  if (current === undefined) return undefined;
  if (current.candidate === name) return current.release;
  for (const { release } of current.kept)
    if ((await findRelease(lake, release))?.candidate === name) return release;
  return undefined;
}

/** Throws `candidate-closed` when a release was published under this name. */
export async function refusePublished(lake: LakeContext, name: string): Promise<void> {
  const release = await publishedFrom(lake, name);
  if (release === undefined) return;
  throw new SparkifyError(
    'candidate-closed',
    `The candidate ${name} was published already, as release ${release}, and takes no more.`,
    { hint: 'Give what is to be published next a --candidate of another name.' },
  );
}

/** Throws `candidate-closed` unless tasks may add to it. */
export function requireOpen({ release, tasks, abandoned, owner }: Candidate): void {
  if (tasks === 'none') throw ofBuild(release);
  if (abandoned)
    throw new SparkifyError(
      'candidate-closed',
      `The candidate ${release} was given up and is being removed.`,
      {
        hint: 'Begin anew, with a --candidate of another name.',
      },
    );
  if (tasks === 'closed')
    throw new SparkifyError(
      'candidate-closed',
      `The candidate ${release} is being published by ${renderOwner(owner)}, and takes no more.`,
      { hint: '`sparkify releases list` shows what comes of it.' },
    );
}

/** The candidate that tasks add to. Throws `unknown-candidate` where there is none, and `candidate-closed`. */
export async function requireCandidate(lake: LakeContext, name: string): Promise<Stored<Candidate>> {
  const found = await findCandidate(lake, name);
  if (found === undefined)
    throw new SparkifyError('unknown-candidate', `The lake ${lake.store.label} has no candidate ${name}.`, {
      hint: '`sparkify releases list` shows those that are open. `sparkify run --candidate` begins one.',
    });
  if (found.value.tasks === 'none') throw ofBuild(name);
  return found;
}

function ofBuild(name: string): SparkifyError {
  return new SparkifyError('candidate-closed', `${name} is the unfinished release of a build.`, {
    hint: 'Take a --candidate of another name; `sparkify recover` clears away what builds leave.',
  });
}
