import { isDeepStrictEqual as isEqual } from 'node:util';
import type * as Sdk from '@aws-sdk/client-glue';
import type { Column } from '../../columns/column.ts';
import { type ColumnDifference, diffColumns } from '../../release/diff.ts';
import { columnsParameter, type DesiredTable, ownParameters } from './desired-table.ts';

/** What is to be done about a table, and its partitions. */
export interface TableWork {
  readonly name: string;
  readonly lakeName: string;
  readonly change: 'created' | 'updated' | 'replaced' | 'none';
  /** By their types in Glue. */
  readonly columns: readonly ColumnDifference[];
  /** What else of the table changes, in words. */
  readonly others: readonly string[];
  readonly input: Sdk.TableInput;
  readonly partitions: PartitionWork;
  readonly manifests: DesiredTable['manifests'];
}

export interface PartitionWork {
  readonly added: readonly Sdk.PartitionInput[];
  /** Registered with other files or columns. */
  readonly updated: readonly Sdk.PartitionInput[];
  readonly removed: readonly Sdk.PartitionInput[];
}

/** What of a table differs from what Glue has. Without a table there, all of it. */
export function compareTable(
  desired: DesiredTable,
  found: Sdk.Table | undefined,
  partitions: readonly Sdk.Partition[],
): TableWork {
  const { lakeName, manifests } = desired;
  const name = desired.input.Name!;
  const common = { name, lakeName, manifests };
  if (found === undefined) {
    const work = { added: desired.partitions, updated: [], removed: [] };
    const columns = diffColumns([], columnsOf(desired.input));
    return { ...common, change: 'created', columns, others: [], input: desired.input, partitions: work };
  }
  const input = merged(desired, found);
  const columns = diffColumns(columnsOf(found), columnsOf(input));
  const others = differences(found, input, columns);
  // Glue keeps the keys that a table was created with.
  if (!isEqual(keysOf(found), keysOf(input))) {
    const removed = partitions.map(({ Values }) => ({ Values }));
    const work = { added: desired.partitions, updated: [], removed };
    return { ...common, change: 'replaced', columns, others, input, partitions: work };
  }
  const change = columns.length + others.length > 0 ? 'updated' : 'none';
  const work = comparePartitions(desired.partitions, partitions);
  return { ...common, change, columns, others, input, partitions: work };
}

function comparePartitions(
  desired: readonly Sdk.PartitionInput[],
  partitions: readonly Sdk.Partition[],
): PartitionWork {
  const found = new Map(partitions.map(partition => [keyOf(partition), partition]));
  const wanted = new Set(desired.map(keyOf));
  return {
    added: desired.filter(partition => !found.has(keyOf(partition))),
    updated: desired.filter(partition => {
      const before = found.get(keyOf(partition));
      return before !== undefined && !isSamePartition(partition, before);
    }),
    removed: [...found].filter(([key]) => !wanted.has(key)).map(([, { Values }]) => ({ Values })),
  };
}

function keyOf({ Values = [] }: { readonly Values?: readonly string[] | undefined }): string {
  return JSON.stringify(Values);
}

function isSamePartition(
  desired: Sdk.PartitionInput,
  { StorageDescriptor, Parameters }: Sdk.Partition,
): boolean {
  return (
    desired.StorageDescriptor?.Location === StorageDescriptor?.Location &&
    desired.StorageDescriptor?.InputFormat === StorageDescriptor?.InputFormat &&
    desired.Parameters?.[columnsParameter] === Parameters?.[columnsParameter]
  );
}

/** The table as it should be, with what others have said of it. */
function merged({ input, isDescribed }: DesiredTable, found: Sdk.Table): Sdk.TableInput {
  const foreign = Object.entries(found.Parameters ?? {}).filter(([name]) => !ownParameters.test(name));
  const { Owner, Retention } = found;
  const kept = {
    ...(Owner !== undefined && { Owner }),
    ...(Retention !== undefined && { Retention }),
    ...input,
    Parameters: { ...Object.fromEntries(foreign), ...input.Parameters },
  };
  return isDescribed ? kept : described(kept, found);
}

/** With the descriptions that are there. */
function described(input: Sdk.TableInput, found: Sdk.Table): Sdk.TableInput {
  const before = [...(found.StorageDescriptor?.Columns ?? []), ...(found.PartitionKeys ?? [])];
  const comments = new Map(before.map(({ Name, Comment }) => [Name, Comment]));
  const commented = (columns: readonly Sdk.Column[] = []) =>
    columns.map(column => {
      const comment = comments.get(column.Name);
      return comment ? { ...column, Comment: comment } : column;
    });
  const { Description } = found;
  return {
    ...input,
    ...(Description && { Description }),
    PartitionKeys: commented(input.PartitionKeys),
    StorageDescriptor: {
      ...input.StorageDescriptor,
      Columns: commented(input.StorageDescriptor?.Columns),
    },
  };
}

/** What differs besides names and types of columns, in words. */
function differences(
  found: Sdk.Table,
  input: Sdk.TableInput,
  columns: readonly ColumnDifference[],
): readonly string[] {
  const [before, after] = [found.StorageDescriptor, input.StorageDescriptor];
  const order = (columns: readonly Column[]) => columns.map(({ name }) => name);
  const isReordered = columns.length === 0 && !isEqual(order(columnsOf(found)), order(columnsOf(input)));
  const checks: readonly (readonly [string, boolean])[] = [
    ['partition columns', isEqual(keysOf(found), keysOf(input))],
    ['order of columns', !isReordered],
    ['descriptions', isEqual(textsOf(found), textsOf(input))],
    ['files', before?.Location === after?.Location],
    ['format', before?.InputFormat === after?.InputFormat && found.TableType === input.TableType],
    ['parameters', isEqual({ ...found.Parameters }, { ...input.Parameters })],
  ];
  return checks.filter(([, isSame]) => !isSame).map(([what]) => what);
}

type Described = Pick<Sdk.TableInput, 'Description' | 'PartitionKeys' | 'StorageDescriptor'>;

function columnsOf({ StorageDescriptor, PartitionKeys = [] }: Described): readonly Column[] {
  return [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(toColumn);
}

function keysOf({ PartitionKeys = [] }: Described): readonly Column[] {
  return PartitionKeys.map(toColumn);
}

function toColumn({ Name = '', Type = '' }: Sdk.Column): Column {
  return { name: Name, type: Type };
}

function textsOf({ Description, StorageDescriptor, PartitionKeys = [] }: Described): readonly string[] {
  const columns = [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys];
  const comments = columns
    .filter(({ Comment }) => Comment)
    .map(({ Name, Comment }) => `${Name}: ${Comment}`)
    .sort();
  return [Description ?? '', ...comments];
}
