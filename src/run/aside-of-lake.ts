import { isS3Address } from '../config/s3-address.ts';
import type { Target } from '../config/target.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import { aside } from './schedule.ts';

/**
 * The lake of a target as tasks of a schedule write to it: where that takes long, another task runs while the files of one are on their
 * way. That is the end of a task. Amid it none makes room, for its hooks and its queries belong together.
 */
export function asideOf({ lake, data }: OpenedLake, target: Pick<Target, 'lake'>): OpenedLake {
  if (!isS3Address(target.lake)) return { lake, data };
  return {
    lake: { ...lake, finish: (build, table) => aside(() => lake.finish(build, table)) },
    data: {
      ...data,
      writeBelow: (prefix, expectation) => {
        const writing = data.writeBelow(prefix, expectation);
        return { ...writing, finish: () => aside(() => writing.finish()) };
      },
    },
  };
}
