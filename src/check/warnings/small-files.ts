import { lakeName } from '../../columns/table-name.ts';
import { settingPosition } from '../rules/find-in-model.ts';
import type { Warning } from './warning.ts';

/** Bytes. Parquet of less is mostly footer, and a request of S3 takes longer than its transfer. */
const SMALL = 1_000_000;
/** Up to so many, requests take less than a second: nobody needs to look at the sizes of so few. */
export const FEW_FILES = 100;
/** Seconds for each file at 30 ms a request: 15,000 files read with 64 threads in 16.6 s, 13,995 written and sent in 24 s. */
const READING = 16.6 / 15_000;
const WRITING = 24 / 13_995;

/** Each partition is at least one file, and each file costs requests, however small it is. */
export const smallFiles: Warning = {
  needsSyntax: false,
  find: ({ nodes, published }) =>
    nodes.flatMap(node => {
      if (node.resourceType === 'source' || node.config.partitionBy.length === 0) return [];
      const { files, median } = published.get(lakeName(node.relation)) ?? { files: 0, median: SMALL };
      if (median >= SMALL) return [];
      return [
        {
          message: `${node.name} was published as ${render(files)} files, half of them of ${render(median)} bytes or less.`,
          at: settingPosition(node, 'partition_by', node.config.partitionBy[0]!),
          hint: `${cost(files)} Partition by fewer columns, and name the others in sort_by.`,
        },
      ];
    }),
};

function cost(files: number): string {
  const [reading, writing] = [READING, WRITING].map(each => Math.max(1, Math.round(files * each)));
  return `On S3, reading all of it takes about ${render(2 * files)} requests and ${reading} s, writing all of it ${render(files)} and ${writing} s.`;
}

function render(count: number): string {
  return count.toLocaleString('en-US');
}
