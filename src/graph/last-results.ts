import { join } from 'node:path';
import * as z from 'zod';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { readJson } from './read-json.ts';

/** How nodes ended in an earlier run, by unique id, in dbt's words. */
export type LastResults = ReadonlyMap<string, string>;

const file = 'run_results.json';

const document = z.object({
  metadata: z.object({ dbt_schema_version: z.string().regex(/\/run-results\/v6\.json$/) }),
  elapsed_time: z.number(),
  results: z.array(z.object({ unique_id: z.string(), status: z.string() })),
  args: z.object({ which: z.string().optional() }),
});

/**
 * Reads how an earlier run ended.
 *
 * @param folder absolute path of what `--state` names, else of the target folder
 * @throws SparkifyError 'bad-selection'
 */
export function readLastResults(folder: string): LastResults {
  const path = join(folder, file);
  const refuse = (problem: string, cause?: unknown) =>
    new SparkifyError('bad-selection', `result: asks how a run ended, but ${path} ${problem}.`, {
      exitCode: 2,
      hint: `Run \`sparkify build\` first, or give the folder that holds the ${file} of a whole run with --state.`,
      cause,
    });
  const value = readJson(path);
  if (value === undefined) throw refuse('is not there');
  const parsed = document.safeParse(value);
  if (!parsed.success) throw refuse('is none of dbt’s form, version 6', parsed.error);
  const { results, args, elapsed_time } = parsed.data;
  if (args.which === 'run-operation') throw refuse('tells of run-operation, which runs no nodes');
  // What is written at the start of a run, so that a kill leaves it, has taken no time yet.
  if (elapsed_time === 0) throw refuse('tells of a run that only began, and was stopped or still goes on');
  return new Map(results.map(({ unique_id, status }) => [unique_id, status]));
}
