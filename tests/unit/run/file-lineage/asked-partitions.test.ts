import test from 'ava';
import type { PartitionValue } from '../../../../src/columns/partition-value.ts';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import { askedPartitions } from '../../../../src/run/file-lineage/asked-partitions.ts';
import { releasedPartitions } from '../../../../src/run/file-lineage/released-partitions.ts';

const table = { name: 'plays', partitionColumns: ['year', 'city'] };

/** Files of releases, one row each. */
const files = (...all: readonly (readonly [release: string, ...partition: PartitionValue[]])[]) =>
  all.map(([release, ...partition]) => ({
    ...{
      path: `files/${release}/plays/part.parquet`,
      partition,
      rows: 1,
      bytes: 1,
      etag: '',
      fingerprint: '',
    },
  }));

/** The partitions that a text means, as JSON. */
function asked(text: string | undefined, ...partitions: readonly PartitionValue[][]): readonly string[] {
  const released = releasedPartitions(files(...partitions.map(values => ['a', ...values] as const)));
  return askedPartitions(text, table, released).partitions.map(({ partition }) => JSON.stringify(partition));
}

test('partitions stand in the order of their values, numbers by what they are worth', t => {
  t.deepEqual(asked(undefined, ['10', 'Oslo'], ['9', 'Rome'], ['9', 'Oslo']), [
    '["9","Oslo"]',
    '["9","Rome"]',
    '["10","Oslo"]',
  ]);
});

test('negative numbers stand before others, and what has no value stands last', t => {
  t.deepEqual(asked(undefined, ['1', 'b'], [null, 'b'], ['-2', 'b'], ['-10', 'b']), [
    '["-10","b"]',
    '["-2","b"]',
    '["1","b"]',
    '[null,"b"]',
  ]);
});

test('a partition has the rows of all of its files, and the releases that wrote them', t => {
  const [only] = releasedPartitions(files(['b', '1', 'Oslo'], ['a', '1', 'Oslo'], ['b', '1', 'Oslo']));
  t.like(only, { rows: 3, writtenBy: ['a', 'b'] });
});

test('values are read as the folders of the lake write them', t => {
  t.deepEqual(asked('city=a%2Fb', ['1', 'a/b'], ['1', 'b']), ['["1","a/b"]']);
  t.deepEqual(asked('city=Zürich/year=1', ['1', 'Zürich'], ['2', 'Zürich']), ['["1","Zürich"]']);
  t.deepEqual(asked('city=a/b/year=1', ['1', 'a/b'], ['1', 'b']), ['["1","a/b"]']);
  t.deepEqual(asked('city=a%2Fb', ['1', 'a%2Fb']), ['["1","a%2Fb"]']);
  t.deepEqual(asked('city=a%2Fb', ['1', 'a%2Fb'], ['1', 'a/b']), ['["1","a/b"]']);
  t.deepEqual(asked('city=100%', ['1', '100%']), ['["1","100%"]']);
  t.deepEqual(asked('year=true', [true, 'b'], [false, 'b']), ['[true,"b"]']);
});

test('NULL is what has no value, unless there is a value of that name', t => {
  t.deepEqual(asked('city=__HIVE_DEFAULT_PARTITION__', ['1', null], ['1', 'NULL']), ['["1",null]']);
  t.deepEqual(asked('city=NULL', ['1', null], ['1', 'b']), ['["1",null]']);
  t.deepEqual(asked('city=NULL', ['1', null], ['1', 'NULL']), ['["1","NULL"]']);
});

test('what names no partition is refused', t => {
  const refused = (text: string) =>
    t.throws(() => asked(text, ['1', 'Oslo']), { instanceOf: SparkifyError }).message;
  t.is(refused('year=2'), 'plays has no partition year=2.');
  t.is(refused('month=2'), 'plays is not partitioned by "month".');
  t.is(refused('year'), '--partition is "year", which names no value of a column.');
});
