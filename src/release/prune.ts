import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Release } from './documents.ts';
import type { Draft } from './draft.ts';
import type { LakeContext } from './lake-context.ts';
import { maintainSteps } from './maintain.ts';
import type { PublishOutcome } from './publish.ts';
import { readPointer } from './read-documents.ts';
import { keptReleases } from './retention.ts';
import type { Steps } from './steps.ts';

/**
 * Drops these tables and the releases that need no longer be kept, and removes what only they named. Files go only
 * after a commit that dropped their last keeper, so there is a new release whenever one of these is to go.
 */
export function pruneSteps(lake: LakeContext, tables: readonly string[]): Steps<PublishOutcome> {
  return maintainSteps(lake, 'prune', async base => {
    refuseUnknownTables(lake, base, tables);
    const isNeeded = tables.length > 0 || (base !== undefined && (await dropsReleases(lake, base)));
    return isNeeded ? pruneDraft(tables) : undefined;
  });
}

function refuseUnknownTables(lake: LakeContext, base: Release | undefined, tables: readonly string[]): void {
  const known = new Set(base?.tables.map(table => table.name));
  const unknown = tables.find(name => !known.has(name));
  if (unknown === undefined) return;
  throw new SparkifyError('bad-usage', `The lake ${lake.store.label} has no table "${unknown}".`, {
    hint: known.size > 0 ? `It has ${[...known].join(', ')}.` : 'It has no tables.',
    exitCode: 2,
  });
}

async function dropsReleases(lake: LakeContext, base: Release): Promise<boolean> {
  const pointer = await readPointer(lake);
  const kept = keptReleases(base, await lake.store.now(), pointer.modified, lake.settings);
  return kept.length <= base.kept.length;
}

function pruneDraft(tables: readonly string[]): Draft {
  return {
    command: 'prune',
    tested: true,
    rolledBackTo: null,
    put: [],
    sources: [],
    done: undefined,
    state: undefined,
    drop: tables,
    touches: new Set(tables),
  };
}
