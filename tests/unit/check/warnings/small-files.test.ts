import test from 'ava';
import { smallFiles } from '../../../../src/check/warnings/small-files.ts';
import type { PublishedFiles, WarningInput } from '../../../../src/check/warnings/warning.ts';
import { modelNode } from '../../../helpers/node-builder.ts';

/** What is said of a table that is partitioned by day and published as so many files. */
function find(published: PublishedFiles | undefined, partitionBy: readonly string[] = ['day']) {
  const plain = modelNode('plays', []);
  const node = { ...plain, config: { ...plain.config, partitionBy } };
  const nothing = { graph: { order: [], parents: {}, children: {} }, columns: new Map(), parsed: [] };
  const input = { ...nothing, nodes: [node], published: new Map(published && [['plays', published]]) };
  return smallFiles.find(input as unknown as WarningInput);
}

test('files are small when the one in the middle is under a million bytes', t => {
  t.is(find({ files: 101, median: 999_999 }).length, 1);
  t.deepEqual(find({ files: 101, median: 1_000_000 }), []);
  t.deepEqual(find({ files: 15_000, median: 10 }, []), [], 'a table without partitions chose nothing');
  t.deepEqual(find(undefined), [], 'nothing is published');
});

test('the cost on S3 is that of as many requests', t => {
  const [finding] = find({ files: 15_000, median: 300 });
  t.is(finding!.message, 'plays was published as 15,000 files, half of them of 300 bytes or less.');
  // 15,000 files were read in 16.6 s; 13,995 were written in 24 s.
  t.regex(
    finding!.hint!,
    /^On S3, reading all of it takes about 30,000 requests and 17 s, writing all of it 15,000 and 26 s\. /,
  );
});
