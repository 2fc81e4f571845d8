import type { TableNode } from '../compile/node.ts';
import type { Samplings } from './reading.ts';
import type { RunInput } from './run-input.ts';
import { placeToRead, type TablesToRead, tableToRead } from './table-to-read.ts';
import { countWholeReaders } from './whole-readers.ts';

export interface WarmUpInput
  extends Pick<RunInput, 'plan' | 'lake' | 'grounds' | 'adding' | 'following' | 'session' | 'around'>,
    Pick<TablesToRead, 'kept'> {
  readonly samplings: Samplings;
  /** Whether nobody needs it any more. */
  readonly hasEnded: () => boolean;
}

/**
 * Begins what the first tasks of a plan would wait for where it lies on S3, so that it goes on while the build is announced: the engine
 * gets ready to read there, and tables that several queries read whole are brought near. Whatever goes wrong is told to the task that
 * asks for it again. Resolves when the engine is free; what is on its way then ends with it.
 */
export async function warmUp(input: WarmUpInput): Promise<void> {
  await Promise.allSettled([reachSources(input), bringTables(input)]);
}

/** Not before start hooks: one may say how the engine gets to S3. */
async function reachSources({ plan, session, around, hasEnded }: WarmUpInput): Promise<void> {
  if (around !== undefined && around.hooks.start.length > 0) return;
  const locations = plan.tasks.flatMap(({ kind, node }) =>
    kind === 'source' && node.resourceType === 'source' ? [node.location] : [],
  );
  for (const location of locations) if (!hasEnded()) await session.reach(location);
}

async function bringTables(input: WarmUpInput): Promise<void> {
  const { plan, grounds, kept, adding, following, samplings, hasEnded } = input;
  const { base, deferred } = grounds;
  const readersOf = countWholeReaders(plan, following, adding);
  for (const { kind, node } of plan.tasks) {
    const isAddedTo = kind === 'compute' && adding.has(node.uniqueId);
    const isWhole = readersOf(node.uniqueId) > 1 && !samplings.has(node.uniqueId);
    if (!isWhole || (kind !== 'released' && !isAddedTo)) continue;
    const table = tableToRead(node as TableNode, { base, kept, deferred });
    if (table === undefined || !('fileList' in table) || hasEnded()) continue;
    const { lake, data } = placeToRead(node as TableNode, grounds, input.lake);
    const files = isAddedTo ? await lake.files(table) : (await lake.rows(table)).files;
    if (!hasEnded()) data.near(files).catch(() => undefined);
  }
}
