import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { fileCounts } from '../../../src/release/file-counts.ts';
import type { LocalRelease } from '../../../src/release/local-release.ts';

/** A release of tables with files of these sizes. */
function released(
  tables: Readonly<Record<string, readonly number[]>>,
  partitionColumns = ['day'],
): LocalRelease {
  const entries = Object.entries(tables).map(([name, sizes]) => ({
    name,
    files: sizes.length,
    partitionColumns,
  }));
  const files = async ({ name }: { readonly name: string }) => tables[name]!.map(bytes => ({ bytes }));
  return { release: { tables: entries }, lake: { files } } as unknown as LocalRelease;
}

const times = (count: number, bytes: number) => Array.from({ length: count }, () => bytes);

test('of tables with more than a few files the middle one is told, however large some are', async t => {
  const counts = await fileCounts(
    released({ plays: [...times(2, 90_000_000), ...times(3, 999)], users: times(4, 1) }),
    4,
  );
  t.deepEqual([...counts], [['plays', { files: 5, median: 999 }]]);
  t.is((await fileCounts(released({ plays: times(5, 1) }, []), 4)).size, 0, 'a table without partitions');
});

test('a list of files that cannot be read tells nothing', async t => {
  const lake = {
    files: async () => {
      throw new SparkifyError('lake-damaged', 'The list is gone.', { exitCode: 1 });
    },
  };
  const { release } = released({ plays: times(5, 1) });
  t.is((await fileCounts({ release, lake } as LocalRelease, 4)).size, 0);
});
