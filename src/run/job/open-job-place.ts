import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { Target } from '../../config/target.ts';
import { warning } from '../../diagnostics/diagnostic.ts';
import { type RemotePlaceOptions, remotePlace } from '../../engines/emr/remote-place.ts';
import type { JobPlace } from '../../engines/job-place.ts';
import { localPlace } from '../../engines/spark/local-place.ts';
import type { Build, Lake } from '../../release/lake.ts';
import { filesPrefix } from '../../release/layout.ts';
import { createS3Store } from '../../storage/s3/s3-store.ts';
import type { EmitRunEvent } from '../run-event.ts';

export interface JobPlaceOptions {
  readonly config: Pick<Config, 'name' | 'target'>;
  readonly lake: Lake;
  /** Undefined when nothing of the job is published. */
  readonly build: Build | undefined;
  readonly emit: EmitRunEvent;
  /** Absolute, of this job alone. */
  readonly folder: string;
}

/** Where the target runs its jobs. Starts nothing. */
export function openJobPlace({ config, lake, build, emit, folder }: JobPlaceOptions): JobPlace {
  const { name: project, target } = config;
  if (target.type === 'duckdb') throw new Error('DuckDB runs no jobs');
  if (target.type === 'spark') return localPlace(target, folder);
  // What lies below it goes with the build, however it ends.
  const prefix = build?.prefix ?? filesPrefix(randomUUID());
  return remotePlace({
    ...{ target, project, folder, ...jobFolder(target, prefix) },
    build: prefix.split('/').at(-2)!,
    tell: message => emit({ type: 'cluster', message }),
    warn: (message, hint) =>
      emit({ type: 'diagnostic', diagnostic: warning('cluster-left', message, { hint }) }),
    remember: async job => build && lake.rememberJob(build, job, target.name),
    leave: () => build && lake.leaveJob(build),
  });
}

/** Where a job and whoever waits for it leave each other word. */
export function jobFolder(
  { lake, s3 }: Pick<Target, 'lake' | 's3'>,
  prefix: string,
): Pick<RemotePlaceOptions, 'store' | 'prefix'> {
  return { store: createS3Store(lake, { settings: s3 }), prefix: `${prefix}_job/` };
}
