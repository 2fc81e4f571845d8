import type { TableNode } from '../compile/node.ts';
import type { Session } from '../engines/session.ts';
import { chooseSwarm } from '../source/cache/choose-swarm.ts';
import type { Samplings } from './reading.ts';
import type { RunInput } from './run-input.ts';
import { type TablesToRead, tableToRead } from './table-to-read.ts';
import { countWholeReaders } from './whole-readers.ts';

export interface WarmUpInput
  extends Pick<RunInput, 'plan' | 'lake' | 'grounds' | 'adding' | 'following' | 'filesOf'>,
    Pick<TablesToRead, 'kept'> {
  readonly session: Pick<Session, 'reach'>;
  readonly samplings: Samplings;
}

/**
 * Begins what the first tasks of a plan would wait for where it lies on S3, so that it goes on while the build is announced: the engine
 * gets ready to read there, and tables that several queries read whole are brought near. Whatever goes wrong is told to the task that
 * asks for it again. Resolves when the engine is free; what is on its way then ends with it.
 */
export async function warmUp(input: WarmUpInput): Promise<void> {
  await Promise.allSettled([reachSources(input), bringTables(input)]);
}

async function reachSources({ plan, filesOf, session }: WarmUpInput): Promise<void> {
  for (const { kind, node } of plan.tasks) {
    if (kind !== 'source' || node.resourceType !== 'source') continue;
    const files = await filesOf(node);
    // A swarm is fetched without the engine.
    if (chooseSwarm(files).length < files.length) await session.reach(files[0]!.path);
  }
}

async function bringTables(input: WarmUpInput): Promise<void> {
  const { plan, grounds, kept, adding, following, samplings } = input;
  const { lake, data } = input.lake;
  const readersOf = countWholeReaders(plan, following, adding);
  for (const { kind, node } of plan.tasks) {
    const isAddedTo = kind === 'compute' && adding.has(node.uniqueId);
    const isWhole = readersOf(node.uniqueId) > 1 && !samplings.has(node.uniqueId);
    if (!isWhole || (kind !== 'released' && !isAddedTo)) continue;
    const table = tableToRead(node as TableNode, { base: grounds.base, kept });
    if (table === undefined || !('fileList' in table)) continue;
    const files = isAddedTo ? await lake.files(table) : (await lake.rows(table)).files;
    data.near(files).catch(() => undefined);
  }
}
