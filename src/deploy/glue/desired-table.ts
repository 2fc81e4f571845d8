import { createHash } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-glue';
import type { HiveColumn, HiveTable } from '../../columns/hive-table.ts';
import { glueText } from './glue-text.ts';
import type { TableDescription } from './table-descriptions.ts';
import { type FileGroup, groupFolder, manifestsFolder, type Placement } from './table-files.ts';

const columnLimit = 255;
const tableLimit = 2048;

/** By these parameters a table is known to be ours, and of which lake. */
export const projectParameter = 'sparkify.project';
export const lakeParameter = 'sparkify.lake';
/** The columns that a partition was registered with, as a digest: Glue is asked for partitions without their columns. */
export const columnsParameter = 'sparkify.columns';

/** Parameters that only we set. */
export const ownParameters = /^(projection\.|storage\.location\.template$|sparkify\.)/;

/** A table as Glue should have it. */
export interface DesiredTable {
  /** Name in the lake. */
  readonly lakeName: string;
  readonly input: Sdk.TableInput;
  readonly isDescribed: boolean;
  /** None of a table without partitions, and of one whose partitions are projected. */
  readonly partitions: readonly Sdk.PartitionInput[];
  /** The files that are found by a manifest each. */
  readonly manifests: readonly FileGroup[];
}

export interface TableToRegister {
  readonly hive: HiveTable;
  readonly lakeName: string;
  /** Address of the lake: `s3://bucket/prefix`. */
  readonly root: string;
  readonly project: string;
  readonly placement: Placement;
  readonly groups: readonly FileGroup[];
  /** Undefined where descriptions are not known. */
  readonly description: TableDescription | undefined;
}

/** A table whose partitions are registered one by one, each where the files of the release are found. */
export function desiredTable(table: TableToRegister): DesiredTable {
  const { hive, lakeName, root, placement, groups } = table;
  const isPartitioned = hive.keys.length > 0;
  const locate = (group: FileGroup) => `${root}/${groupFolder(lakeName, group, placement)}`;
  // Of a table with partitions nobody reads the location; nothing that looks like a partition lies there.
  const location = isPartitioned ? `${root}/${manifestsFolder(lakeName)}` : locate(groups[0]!);
  const columns = digestOf(hive);
  const partitions = groups.map(group => ({
    Values: [...group.values],
    StorageDescriptor: {
      ...storageOf(placement, locate(group)),
      Columns: hive.columns.map(({ name, type }) => ({ Name: name, Type: type })),
    },
    Parameters: { [columnsParameter]: columns },
  }));
  return {
    lakeName,
    input: tableInput(table, location, {}),
    isDescribed: table.description !== undefined,
    partitions: isPartitioned ? partitions : [],
    manifests: placement === 'manifests' ? groups : [],
  };
}

/** A table whose partitions Athena computes. */
export function projectedTable(
  table: Omit<TableToRegister, 'placement' | 'groups'>,
  location: string,
  parameters: Readonly<Record<string, string>>,
): DesiredTable {
  const input = tableInput({ ...table, placement: 'folders', groups: [] }, location, parameters);
  const isDescribed = table.description !== undefined;
  return { lakeName: table.lakeName, input, isDescribed, partitions: [], manifests: [] };
}

function tableInput(
  { hive, project, root, placement, description }: TableToRegister,
  location: string,
  parameters: Readonly<Record<string, string>>,
): Sdk.TableInput {
  const columnOf = ({ name, type, column }: HiveColumn): Sdk.Column => {
    const comment = glueText(description?.columns.get(column.name.toLowerCase()) ?? '', columnLimit);
    return { Name: name, Type: type, ...(comment !== undefined && { Comment: comment }) };
  };
  const text = glueText(description?.table ?? '', tableLimit);
  return {
    Name: hive.name,
    ...(text !== undefined && { Description: text }),
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      [projectParameter]: project,
      [lakeParameter]: root,
      ...parameters,
    },
    PartitionKeys: hive.keys.map(columnOf),
    StorageDescriptor: { ...storageOf(placement, location), Columns: hive.columns.map(columnOf) },
  };
}

const parquet = 'org.apache.hadoop.hive.ql.io.parquet';
const formats = {
  folders: {
    InputFormat: `${parquet}.MapredParquetInputFormat`,
    OutputFormat: `${parquet}.MapredParquetOutputFormat`,
  },
  manifests: {
    InputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  },
} as const satisfies Record<Placement, Sdk.StorageDescriptor>;

function storageOf(placement: Placement, Location: string): Sdk.StorageDescriptor {
  return {
    ...formats[placement],
    Location,
    SerdeInfo: {
      SerializationLibrary: `${parquet}.serde.ParquetHiveSerDe`,
      Parameters: { 'serialization.format': '1' },
    },
  };
}

function digestOf({ columns }: HiveTable): string {
  const text = JSON.stringify(columns.map(({ name, type }) => [name, type]));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
