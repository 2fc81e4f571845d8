import { join } from 'node:path';
import { z } from 'zod';
import type { TimeWindow } from '../compile/batch.ts';
import type { Config } from '../config/config.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { WarnCode } from '../diagnostics/warn-policy.ts';
import { resourceTypes } from '../graph/selectable-node.ts';
import type { LastRun } from '../run/last-run.ts';
import { localArtifacts } from './artifact-folder.ts';
import { findArtifact } from './read-artifact.ts';

const retriable = ['build', 'run', 'test', 'seed', 'snapshot'] as const;

const codes = z.array(z.string()).transform(names => names as readonly WarnCode[]);

const runResults = z.object({
  metadata: z.object({ invocation_started_at: z.string() }),
  results: z.array(z.object({ unique_id: z.string(), status: z.string() })),
  args: z.object({
    which: z.string(),
    target: z.string(),
    select: z.array(z.string()),
    exclude: z.array(z.string()),
    selector: z.string().nullable(),
    state: z.string().nullable(),
    favor_state: z.boolean().default(false),
    defer_state: z.string().nullable().default(null),
    resource_types: z.array(z.enum(resourceTypes)).nullable(),
    indirect_selection: z.enum(['eager', 'cautious', 'buildable', 'empty']),
    fail_fast: z.boolean(),
    full_refresh: z.boolean().default(false),
    event_time_start: z.iso.datetime().nullish(),
    event_time_end: z.iso.datetime().nullish(),
    empty: z.boolean(),
    sample: z.json(),
    store_failures: z.boolean().nullable(),
    warn_error_options: z.object({
      error: z.union([z.literal('all'), codes]),
      warn: codes,
      silence: codes,
    }),
    sparkify: z.object({
      publish: z.boolean(),
      allow_breaking_changes: z.boolean(),
      require_parity: z.boolean().default(false),
      release: z.string().nullable(),
      vars: z.array(z.string()),
      plan: z.string().nullable().default(null),
      candidate: z.string().nullable().default(null),
      retry: z.object({
        candidate: z.string().nullable(),
        done: z.record(z.string(), z.string()),
        raised: z.int(),
        asOf: z.iso.datetime().optional(),
        published: z.array(z.string()).optional(),
        batches: z.object({ folder: z.string(), release: z.string().nullable() }).optional(),
      }),
    }),
  }),
});

/**
 * The run that the target folder tells of.
 *
 * @throws SparkifyError nothing-to-retry when it tells of none, bad-state when run_results.json is not one of ours
 */
export function loadLastRun({ projectDir, targetPath }: Config): LastRun {
  const file = { folder: localArtifacts(join(projectDir, targetPath)), file: 'run_results.json' };
  const document = findArtifact(file, 'run-results', runResults, 'Run `sparkify build` anew.');
  if (document === undefined) {
    const path = join(targetPath, file.file);
    throw new SparkifyError('nothing-to-retry', `There is no ${path}: nothing has run here yet.`, {
      exitCode: 2,
      hint: 'Run `sparkify build`. A retry goes on with what the last build, run, seed, snapshot or test left undone.',
    });
  }
  const { args, results, metadata } = document;
  const { publish, release, vars, retry, plan, candidate } = args.sparkify;
  const command = retriable.find(name => name === args.which);
  if (command === undefined) {
    throw new SparkifyError(
      'nothing-to-retry',
      `The last command was ${args.which}, which cannot be retried.`,
      {
        exitCode: 2,
        hint: 'Run it again.',
      },
    );
  }
  return {
    startedAt: metadata.invocation_started_at,
    options: {
      command,
      target: args.target,
      select: args.select,
      exclude: args.exclude,
      ...(args.selector !== null && { selector: args.selector }),
      ...(args.state !== null && { state: args.state }),
      ...(args.defer_state !== null && { defer: { to: args.defer_state, favored: args.favor_state } }),
      ...(args.resource_types !== null && { resourceTypes: args.resource_types }),
      indirectSelection: args.indirect_selection,
      failFast: args.fail_fast,
      fullRefresh: args.full_refresh,
      eventTime: eventTime(args.event_time_start, args.event_time_end),
      ...(args.store_failures !== null && { storeFailures: args.store_failures }),
      publish,
      ...(candidate !== null && { candidate }),
      allowBreakingChanges: args.sparkify.allow_breaking_changes,
      requireParity: args.sparkify.require_parity,
      warnings: args.warn_error_options,
    },
    readsAll: !args.empty && args.sample === null,
    vars,
    results: new Map(results.map(({ unique_id, status }) => [unique_id, status])),
    release: release ?? undefined,
    plan: plan ?? undefined,
    ...retry,
    candidate: retry.candidate ?? undefined,
  };
}

function eventTime(start: string | null | undefined, end: string | null | undefined): TimeWindow | undefined {
  return start == null || end == null ? undefined : { start, end };
}
