import { setTimeout as wait } from 'node:timers/promises';
import type * as Sdk from '@aws-sdk/client-glue';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { TableWork } from './compare-table.ts';
import { batchSizes, type Glue, type PartitionFailure } from './glue.ts';

/** Requests on their way at once; Glue lets an account send some tens a second. */
const parallelBatches = 4;
const mostAttempts = 6;
/** Each partition brings its columns along: of a wide table fewer make a request. */
const mostBytes = 500_000;

type Kind = keyof typeof batchSizes;

interface Batch {
  readonly table: string;
  readonly kind: Kind;
  readonly partitions: readonly Sdk.PartitionInput[];
}

export interface PartitionWriting {
  readonly glue: Glue;
  /** To be awaited before each batch. */
  readonly keep: () => Promise<void>;
  /** Milliseconds before the first new attempt. */
  readonly pause?: number;
}

/** Brings the partitions of tables about. Those that Glue did not take of a batch are sent again, where that may help. */
export async function writePartitions(
  tables: readonly TableWork[],
  writing: PartitionWriting,
): Promise<void> {
  const batches = tables.flatMap(({ name, partitions: { added, updated, removed } }) => [
    ...batchesOf(name, 'create', added),
    ...batchesOf(name, 'update', updated),
    ...batchesOf(name, 'delete', removed),
  ]);
  await inParallel(batches, parallelBatches, batch => write(batch, writing));
}

/** Removes partitions before their table is made anew. */
export async function removePartitions(
  table: string,
  partitions: readonly Sdk.PartitionInput[],
  writing: PartitionWriting,
): Promise<void> {
  const batches = batchesOf(table, 'delete', partitions);
  await inParallel(batches, parallelBatches, batch => write(batch, writing));
}

function batchesOf(table: string, kind: Kind, partitions: readonly Sdk.PartitionInput[]): readonly Batch[] {
  const batches: { table: string; kind: Kind; partitions: Sdk.PartitionInput[] }[] = [];
  let bytes = 0;
  for (const partition of partitions) {
    const size = JSON.stringify(partition).length;
    const last = batches.at(-1);
    if (last !== undefined && last.partitions.length < batchSizes[kind] && bytes + size <= mostBytes) {
      last.partitions.push(partition);
      bytes += size;
    } else {
      batches.push({ table, kind, partitions: [partition] });
      bytes = size;
    }
  }
  return batches;
}

async function write(batch: Batch, { glue, keep, pause = 300 }: PartitionWriting): Promise<void> {
  let left: readonly Batch[] = [batch];
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > 1) await wait(pause * 2 ** (attempt - 2));
    const next: Batch[] = [];
    for (const each of left) {
      await keep();
      next.push(...leftOf(each, await send(glue, each), attempt));
    }
    left = next;
  }
}

function send(glue: Glue, { table, kind, partitions }: Batch): Promise<readonly PartitionFailure[]> {
  const ways = {
    create: glue.createPartitions,
    update: glue.updatePartitions,
    delete: glue.deletePartitions,
  };
  return ways[kind](table, partitions);
}

/**
 * What of a batch is to be sent again. A request whose answer got lost did its work, so that a partition which is there
 * already is changed, and one that is gone already needs no more.
 */
function leftOf(batch: Batch, failures: readonly PartitionFailure[], attempt: number): readonly Batch[] {
  const byValues = new Map(batch.partitions.map(each => [JSON.stringify(each.Values), each]));
  const left: Record<Kind, Sdk.PartitionInput[]> = { create: [], update: [], delete: [] };
  for (const failure of failures) {
    const partition = byValues.get(JSON.stringify(failure.values));
    const kind = nextKind(batch.kind, failure);
    if (kind === 'done' && partition !== undefined) continue;
    if (kind === 'done' || kind === 'failed' || partition === undefined || attempt >= mostAttempts)
      throw notTaken(batch, failure);
    left[kind].push(partition);
  }
  return (['create', 'update', 'delete'] as const)
    .filter(kind => left[kind].length > 0)
    .map(kind => ({ table: batch.table, kind, partitions: left[kind] }));
}

function nextKind(kind: Kind, { code, message }: PartitionFailure): Kind | 'done' | 'failed' {
  if (/AlreadyExists/.test(code) && kind === 'create') return 'update';
  if (/EntityNotFound/.test(code) && !/table|database/i.test(message)) {
    if (kind === 'update') return 'create';
    if (kind === 'delete') return 'done';
  }
  return /Throttl|Internal|Timeout|Concurrent|Unavailable|TooMany/i.test(code) ? kind : 'failed';
}

function notTaken({ table, kind }: Batch, { values, code, message }: PartitionFailure): SparkifyError {
  const verb = { create: 'take', update: 'change', delete: 'remove' }[kind];
  return new SparkifyError(
    'catalog-refused',
    `Glue did not ${verb} the partition ${values.join('/')} of ${table}: ${message || code}`,
    { hint: 'When that is mended, run `sparkify catalog sync`; it goes on with what is left.' },
  );
}
