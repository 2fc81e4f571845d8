import * as z from 'zod';
import type { LastResults } from '../graph/earlier-state.ts';
import type { ArtifactFolder } from './artifact-folder.ts';
import { badState, readArtifact } from './read-artifact.ts';

const file = 'run_results.json';
const why = 'result: asks how a run ended';
const hint = `Run \`sparkify build\` first, or give the folder that holds the ${file} of a whole run with --state.`;

const document = z.object({
  elapsed_time: z.number(),
  results: z.array(z.object({ unique_id: z.string(), status: z.string() })),
  args: z.object({ which: z.string().optional() }),
});

/**
 * Reads how an earlier run ended.
 *
 * @param folder what `--state` names, else the target folder
 * @throws SparkifyError 'bad-state'
 */
export function readLastResults(folder: ArtifactFolder): LastResults {
  const path = folder.pathOf(file);
  const { results, args, elapsed_time } = readArtifact({ folder, file }, 'run-results', document, {
    why,
    hint,
  });
  const refuse = (problem: string) => badState(`${why}, but ${path} ${problem}.`, hint);
  if (args.which === 'run-operation') throw refuse('tells of run-operation, which runs no nodes');
  // What is written at the start of a run, so that a kill leaves it, has taken no time yet.
  if (elapsed_time === 0) throw refuse('tells of a run that only began, and was stopped or still goes on');
  return new Map(results.map(({ unique_id, status }) => [unique_id, status]));
}
