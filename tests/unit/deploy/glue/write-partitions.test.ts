import type * as Sdk from '@aws-sdk/client-glue';
import test from 'ava';
import type { TableWork } from '../../../../src/deploy/glue/compare-table.ts';
import type { Glue, PartitionFailures } from '../../../../src/deploy/glue/glue.ts';
import { writePartitions } from '../../../../src/deploy/glue/write-partitions.ts';

interface Call {
  readonly kind: string;
  readonly values: readonly string[];
}

/** What Glue answers to each call of the three, in turn; nothing went wrong when there is no more. */
function playedGlue(answers: readonly PartitionFailures[]): { glue: Glue; calls: Call[] } {
  const calls: Call[] = [];
  const answer = (kind: string) => async (_: string, partitions: readonly Sdk.PartitionInput[]) => {
    calls.push({ kind, values: partitions.map(({ Values }) => Values!.join('/')) });
    return answers[calls.length - 1] ?? [];
  };
  const none = () => Promise.reject(new Error('is not asked for'));
  const glue = {
    ...{ tables: none, partitions: none, createTable: none, updateTable: none, deleteTable: none },
    createPartitions: answer('create'),
    updatePartitions: answer('update'),
    deletePartitions: answer('delete'),
  };
  return { glue, calls };
}

function work(partitions: Partial<Record<'added' | 'updated' | 'removed', readonly string[]>>): TableWork {
  const inputs = (values: readonly string[] = []) => values.map(value => ({ Values: [value] }));
  const { added, updated, removed } = partitions;
  return {
    ...{
      name: 't',
      lakeName: 't',
      change: 'none',
      columns: [],
      others: [],
      input: { Name: 't' },
      manifests: [],
    },
    partitions: { added: inputs(added), updated: inputs(updated), removed: inputs(removed) },
  };
}

const failure = (value: string, code: string, message = 'so it is') => ({ values: [value], code, message });
const keep = async () => undefined;

test('batches are as large as Glue takes them', async t => {
  const { glue, calls } = playedGlue([]);
  const numbers = Array.from({ length: 250 }, (_, index) => String(index));
  await writePartitions([work({ added: numbers }), work({ removed: numbers.slice(0, 60) })], { glue, keep });
  t.deepEqual(
    calls.map(({ kind, values }) => `${kind} ${values.length}`),
    ['create 100', 'create 100', 'create 50', 'delete 25', 'delete 25', 'delete 10'],
  );
});

test('partitions of wide tables go in smaller batches', async t => {
  const { glue, calls } = playedGlue([]);
  const wide = work({ added: Array.from({ length: 10 }, (_, index) => String(index)) });
  const Columns = Array.from({ length: 3000 }, (_, index) => ({
    Name: `column_${index}`,
    Type: 'decimal(18,3)',
  }));
  const added = wide.partitions.added.map(each => ({ ...each, StorageDescriptor: { Columns } }));
  await writePartitions([{ ...wide, partitions: { ...wide.partitions, added } }], { glue, keep });
  t.true(calls.length > 1);
  t.deepEqual(
    calls.flatMap(({ values }) => values).sort(),
    Array.from({ length: 10 }, (_, index) => String(index)),
  );
});

test('the right to go on is asked for before each batch', async t => {
  const { glue, calls } = playedGlue([]);
  const stopped = new Error('somebody else registers');
  const lost = async () => {
    throw stopped;
  };
  await t.throwsAsync(writePartitions([work({ added: ['a'] })], { glue, keep: lost }), { is: stopped });
  t.deepEqual(calls, []);
});

test('of a batch only what failed for the moment is sent again', async t => {
  const { glue, calls } = playedGlue([
    [failure('b', 'InternalServiceException'), failure('c', 'ThrottlingException')],
  ]);
  await writePartitions([work({ added: ['a', 'b', 'c'] })], { glue, keep, pause: 1 });
  t.deepEqual(calls, [
    { kind: 'create', values: ['a', 'b', 'c'] },
    { kind: 'create', values: ['b', 'c'] },
  ]);
});

test('a partition that is there already is changed, and one that is not there is added', async t => {
  const there = playedGlue([[failure('a', 'AlreadyExistsException')]]);
  await writePartitions([work({ added: ['a', 'b'] })], { glue: there.glue, keep, pause: 1 });
  t.deepEqual(there.calls.at(-1), { kind: 'update', values: ['a'] });
  const gone = playedGlue([[failure('a', 'EntityNotFoundException', 'Partition not found.')]]);
  await writePartitions([work({ updated: ['a'] })], { glue: gone.glue, keep, pause: 1 });
  t.deepEqual(gone.calls.at(-1), { kind: 'create', values: ['a'] });
});

test('a partition that is gone already needs not be removed', async t => {
  const { glue, calls } = playedGlue([[failure('a', 'EntityNotFoundException', 'Partition not found.')]]);
  await writePartitions([work({ removed: ['a', 'b'] })], { glue, keep, pause: 1 });
  t.is(calls.length, 1);
});

test('what Glue refuses for good is told with the partition', async t => {
  const { glue } = playedGlue([[failure('a', 'InvalidInputException', 'The number of values is wrong.')]]);
  await t.throwsAsync(writePartitions([work({ added: ['a'] })], { glue, keep }), {
    message: 'Glue did not take the partition a of t: The number of values is wrong.',
  });
});

test('nobody tries for ever', async t => {
  const { glue, calls } = playedGlue(
    Array.from({ length: 20 }, () => [failure('a', 'InternalServiceException')]),
  );
  await t.throwsAsync(writePartitions([work({ added: ['a'] })], { glue, keep, pause: 1 }), {
    message: /Glue did not take the partition a of t/,
  });
  t.is(calls.length, 6);
});
