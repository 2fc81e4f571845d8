import { join } from 'node:path';
import * as z from 'zod';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { readJson } from './read-json.ts';

/** What a sources.json says of one source. */
export interface SourceState {
  /** `pass`, `warn`, `error` or `runtime error`. */
  readonly status: string;
  /** Milliseconds since the epoch; undefined of a source that could not be read. */
  readonly maxLoadedAt: number | undefined;
}

/** By unique id. */
export type SourceStates = ReadonlyMap<string, SourceState>;

/** The sources.json that lies in the target folder, and the one of the state that a command was given. */
export interface FreshnessHistory {
  readonly current: SourceStates;
  /** Undefined without `--state`. */
  readonly previous: SourceStates | undefined;
}

const file = 'sources.json';

const document = z.object({
  metadata: z.object({ dbt_schema_version: z.string().regex(/\/sources\/v3\.json$/) }),
  results: z.array(
    z.object({ unique_id: z.string(), status: z.string(), max_loaded_at: z.string().optional() }),
  ),
});

/**
 * Reads how fresh sources were when that was asked last, and what it was before.
 *
 * @param targetFolder absolute path
 * @param stateFolder absolute path of what `--state` names
 * @throws SparkifyError 'bad-selection'
 */
export function readFreshnessHistory(
  targetFolder: string,
  stateFolder: string | undefined,
): FreshnessHistory {
  const current = readStates(
    targetFolder,
    'source_status: compares sources by their freshness',
    'Run `sparkify source freshness` first.',
  );
  if (stateFolder === undefined) return { current, previous: undefined };
  const hint = 'Give the folder that holds the sources.json of an earlier run with --state.';
  return { current, previous: readStates(stateFolder, '--state holds what sources were before', hint) };
}

function readStates(folder: string, why: string, hint: string): SourceStates {
  const path = join(folder, file);
  const refuse = (problem: string, cause?: unknown) =>
    new SparkifyError('bad-selection', `${why}, but ${path} ${problem}.`, { exitCode: 2, hint, cause });
  const value = readJson(path);
  if (value === undefined) throw refuse('is not there');
  const parsed = document.safeParse(value);
  if (!parsed.success) throw refuse('is none of dbt’s form, version 3', parsed.error);
  return new Map(
    parsed.data.results.map(({ unique_id, status, max_loaded_at }) => {
      const moment = max_loaded_at === undefined ? Number.NaN : Date.parse(max_loaded_at);
      return [unique_id, { status, maxLoadedAt: Number.isNaN(moment) ? undefined : moment }];
    }),
  );
}
