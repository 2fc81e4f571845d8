import type { Release } from './documents.ts';
import type { Draft } from './draft.ts';
import type { LakeContext } from './lake-context.ts';
import { maintainSteps } from './maintain.ts';
import type { PublishOutcome } from './publish.ts';
import { readKeptRelease } from './read-current.ts';
import type { Steps } from './steps.ts';

/**
 * Publishes a new release that holds the tables of a kept one, so that history stays one line. Rolling back to the
 * current release changes nothing. Throws `unknown-release` and `nothing-published`.
 */
export function rollbackSteps(lake: LakeContext, id: string): Steps<PublishOutcome> {
  return maintainSteps(lake, 'rollback', async base => {
    const target = await readKeptRelease(lake, id);
    return base === undefined || target.release === base.release ? undefined : rollbackDraft(base, target);
  });
}

function rollbackDraft(base: Release, target: Release): Draft {
  const names = new Set(target.tables.map(table => table.name));
  return {
    command: 'rollback',
    tested: target.tested,
    rolledBackTo: target.release,
    put: target.tables,
    sources: target.sources,
    done: target.done,
    state: { asIn: target },
    drop: base.tables.map(table => table.name).filter(name => !names.has(name)),
    touches: 'everything',
  };
}
