import { isS3Address } from '../config/s3-address.ts';
import type { Target } from '../config/target.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import { aside } from './schedule.ts';

/** The lake of a target as tasks of a schedule get at it: where answers take long, another task runs while one waits for them. */
export function asideOf(opened: OpenedLake, target: Pick<Target, 'lake'>): OpenedLake {
  if (!isS3Address(target.lake)) return opened;
  const { lake, data } = opened;
  return {
    lake: {
      ...lake,
      rows: table => aside(() => lake.rows(table)),
      changedFiles: files => aside(() => lake.changedFiles(files)),
      finish: (build, table) => aside(() => lake.finish(build, table)),
    },
    data: {
      ...data,
      near: files => aside(() => data.near(files)),
      writeBelow: (prefix, expectation) => {
        const writing = data.writeBelow(prefix, expectation);
        return { ...writing, finish: () => aside(() => writing.finish()) };
      },
    },
  };
}
