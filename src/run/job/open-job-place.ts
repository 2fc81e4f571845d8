import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import { warning } from '../../diagnostics/diagnostic.ts';
import { remotePlace } from '../../engines/emr/remote-place.ts';
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
  return remotePlace({
    ...{ target, project, folder },
    store: createS3Store(target.lake, { settings: target.s3 }),
    // What lies there goes with the build, however it ends.
    prefix: `${build?.prefix ?? filesPrefix(randomUUID())}_job/`,
    tell: message => emit({ type: 'cluster', message }),
    warn: (message, hint) =>
      emit({ type: 'diagnostic', diagnostic: warning('cluster-left', message, { hint }) }),
    remember: async job => build && lake.rememberJob(build, job),
  });
}
