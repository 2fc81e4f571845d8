import type { Config } from '../../config/config.ts';
import { isAmazon } from '../../config/target.ts';
import type { JobEnder } from '../../release/lake-context.ts';
import { endAll } from './end-all.ts';
import { findClusterJobs } from './find-cluster-jobs.ts';

/** How work that a killed build left on EMR is ended. */
export function createJobEnder({ target, engines }: Pick<Config, 'target' | 'engines'>): JobEnder {
  // A target may have become another one under its name.
  const starts = (name: string, id: string) => id.startsWith(`${engines[name]}/`);
  return {
    ownerOf(id, startedBy) {
      const names = startedBy === null ? Object.keys(engines) : [startedBy];
      const found = names.filter(name => starts(name, id));
      if (found.includes(target.name)) return 'this';
      return found.length > 0 ? 'another' : 'none';
    },
    async end(id) {
      if (!isAmazon(target)) throw new Error(`the target ${target.name} has no job ${id}`);
      await endAll(await findClusterJobs(target, id));
    },
  };
}
