import type { CurrentTable, PartitionEntry, TableEntry } from '../../../src/artifacts/page/lake-entry.ts';
import { ago, moment, renderBytes, renderCount, renderQuantity } from '../format.ts';
import type { PageProject } from '../project/project.ts';
import { Fact } from './facts.tsx';

interface FilesProps {
  readonly table: TableEntry;
  readonly files: CurrentTable;
  readonly project: PageProject;
}

/** What a table consists of in the current release. */
export function Files({ table, files, project: { lake } }: FilesProps) {
  const written = lake?.releases.find(({ release }) => release === table.version);
  return (
    <>
      <dl class="facts plain">
        <Fact
          name="Rows"
          value={renderCount(table.rows)}
          detail={table.sample === undefined ? 'all of them' : `a sample: ${table.sample}`}
        />
        <Fact name="Size" value={renderBytes(table.bytes)} detail={`${files.format} files`} />
        <Fact
          name="Files"
          value={renderCount(table.files)}
          detail={table.files === 1 ? 'all in one' : `median ${renderBytes(files.medianFileBytes)}`}
        />
        <Fact
          name="Written"
          value={
            written === undefined ? (
              'earlier'
            ) : (
              <time title={moment(written.createdAt)}>{ago(written.createdAt)}</time>
            )
          }
          detail={`release ${table.version.slice(0, 13)}`}
        />
      </dl>
      {files.partitionColumns.length > 0 && <Partitions files={files} />}
    </>
  );
}

function Partitions({
  files: { partitionColumns, partitionCount, partitions },
}: {
  readonly files: CurrentTable;
}) {
  const most = Math.max(1, ...partitions.map(({ rows }) => rows));
  const isCut = partitions.length < partitionCount;
  return (
    <>
      <h2>
        {renderQuantity(partitionCount, 'partition')} by {partitionColumns.join(', ')}
      </h2>
      {isCut && <p class="soft">The first {renderCount(partitions.length)} are listed.</p>}
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {partitionColumns.map(name => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col" class="number">
                Rows
              </th>
              <th scope="col" class="bar-cell" />
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col" class="number">
                Files
              </th>
            </tr>
          </thead>
          <tbody>
            {partitions.map(partition => (
              <PartitionRow key={JSON.stringify(partition.values)} {...{ partition, most }} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function PartitionRow({ partition, most }: { readonly partition: PartitionEntry; readonly most: number }) {
  const { values, rows, bytes, files } = partition;
  return (
    <tr>
      {values.map((value, index) => (
        <td key={index}>{value === null ? <i class="soft">null</i> : String(value)}</td>
      ))}
      <td class="number">{renderCount(rows)}</td>
      <td class="bar-cell">
        <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect width={(rows / most) * 100} height={8} />
        </svg>
      </td>
      <td class="number">{renderBytes(bytes)}</td>
      <td class="number">{renderCount(files)}</td>
    </tr>
  );
}
