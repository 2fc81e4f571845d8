import type * as Sdk from '@aws-sdk/client-glue';
import type { GlueCatalog } from '../../config/glue-catalog.ts';
import type { S3Settings } from '../../config/s3-settings.ts';
import { awsOptions } from '../../storage/aws/aws-options.ts';
import { explainGlueError } from './explain-glue-error.ts';

/** Partitions that one request takes. */
export const batchSizes = { create: 100, update: 100, delete: 25 } as const;

/** Why Glue did not take one partition of a batch. */
export interface PartitionFailure {
  readonly values: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** A database of the Glue Data Catalog. Every method throws what `explainGlueError` makes of a failure. */
export interface Glue {
  /** Throws `catalog-missing` when there is no such database. */
  tables(): Promise<readonly Sdk.Table[]>;
  /** Without the columns of each, which would be most of the answer. */
  partitions(table: string): Promise<readonly Sdk.Partition[]>;
  createTable(table: Sdk.TableInput): Promise<void>;
  /** Earlier versions of the table are not kept. */
  updateTable(table: Sdk.TableInput): Promise<void>;
  deleteTable(name: string): Promise<void>;
  createPartitions(table: string, partitions: readonly Sdk.PartitionInput[]): Promise<PartitionFailures>;
  updatePartitions(table: string, partitions: readonly Sdk.PartitionInput[]): Promise<PartitionFailures>;
  deletePartitions(table: string, partitions: readonly Sdk.PartitionInput[]): Promise<PartitionFailures>;
}

export type PartitionFailures = readonly PartitionFailure[];

/** The client of Glue is a megabyte, so it is loaded when it is needed. */
export async function openGlue(catalog: GlueCatalog, s3: S3Settings): Promise<Glue> {
  const sdk: typeof Sdk = await import('@aws-sdk/client-glue');
  const options = await awsOptions({ region: catalog.region, s3 });
  const client = new sdk.GlueClient(options);
  const { database, catalogId } = catalog;
  const of = { DatabaseName: database, ...(catalogId && { CatalogId: catalogId }) };
  const ask = async <T>(what: string, right: string, send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      throw explainGlueError(error, { what, right, database, region: options.region });
    }
  };
  const reading = readers(sdk, client, of, ask);
  return {
    ...reading,
    createTable: async TableInput => {
      const command = new sdk.CreateTableCommand({ ...of, TableInput });
      const isThere = async () => {
        const found = (await reading.tables()).find(({ Name }) => Name === TableInput.Name);
        const asked = Object.entries(TableInput.Parameters ?? {});
        return asked.every(([name, value]) => found?.Parameters?.[name] === value);
      };
      await ask(`register the table ${TableInput.Name}`, 'CreateTable', () =>
        unlessDone(client.send(command), 'AlreadyExistsException', isThere),
      );
    },
    updateTable: async TableInput => {
      const command = new sdk.UpdateTableCommand({ ...of, TableInput, SkipArchive: true });
      await ask(`change the table ${TableInput.Name}`, 'UpdateTable', () => client.send(command));
    },
    deleteTable: async Name => {
      const command = new sdk.DeleteTableCommand({ ...of, Name });
      await ask(`remove the table ${Name}`, 'DeleteTable', () =>
        unlessDone(client.send(command), 'EntityNotFoundException', async () => true),
      );
    },
    ...partitionWriters(sdk, client, of, ask),
  };
}

/** A request whose answer got lost is sent again, and finds that it did its work. */
async function unlessDone(
  sending: Promise<unknown>,
  refusal: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== refusal || !(await isDone())) throw error;
  }
}

type Ask = <T>(what: string, right: string, send: () => Promise<T>) => Promise<T>;
type Place = { readonly DatabaseName: string; readonly CatalogId?: string };

function readers(
  sdk: typeof Sdk,
  client: Sdk.GlueClient,
  of: Place,
  ask: Ask,
): Pick<Glue, 'tables' | 'partitions'> {
  return {
    async tables() {
      const found: Sdk.Table[] = [];
      for (let NextToken: string | undefined; ; ) {
        const command = new sdk.GetTablesCommand({ ...of, NextToken });
        const page = await ask('list its tables', 'GetTables', () => client.send(command));
        found.push(...(page.TableList ?? []));
        NextToken = page.NextToken;
        if (!NextToken) return found;
      }
    },
    async partitions(TableName) {
      const found: Sdk.Partition[] = [];
      for (let NextToken: string | undefined; ; ) {
        const asked = { ...of, TableName, NextToken, ExcludeColumnSchema: true, MaxResults: 1000 };
        const command = new sdk.GetPartitionsCommand(asked);
        const page = await ask(`list the partitions of ${TableName}`, 'GetPartitions', () =>
          client.send(command),
        );
        found.push(...(page.Partitions ?? []));
        NextToken = page.NextToken;
        if (!NextToken) return found;
      }
    },
  };
}

function partitionWriters(
  sdk: typeof Sdk,
  client: Sdk.GlueClient,
  of: Place,
  ask: Ask,
): Pick<Glue, 'createPartitions' | 'updatePartitions' | 'deletePartitions'> {
  return {
    async createPartitions(TableName, partitions) {
      const command = new sdk.BatchCreatePartitionCommand({
        ...of,
        TableName,
        PartitionInputList: [...partitions],
      });
      const answer = await ask(`add partitions to ${TableName}`, 'BatchCreatePartition', () =>
        client.send(command),
      );
      return failures(answer.Errors);
    },
    async updatePartitions(TableName, partitions) {
      const Entries = partitions.map(PartitionInput => ({
        PartitionValueList: PartitionInput.Values,
        PartitionInput,
      }));
      const command = new sdk.BatchUpdatePartitionCommand({ ...of, TableName, Entries });
      const answer = await ask(`change partitions of ${TableName}`, 'BatchUpdatePartition', () =>
        client.send(command),
      );
      return failures(
        answer.Errors?.map(({ PartitionValueList: PartitionValues, ErrorDetail }) => ({
          PartitionValues,
          ErrorDetail,
        })),
      );
    },
    async deletePartitions(TableName, partitions) {
      const PartitionsToDelete = partitions.map(({ Values }) => ({ Values }));
      const command = new sdk.BatchDeletePartitionCommand({ ...of, TableName, PartitionsToDelete });
      const answer = await ask(`remove partitions from ${TableName}`, 'BatchDeletePartition', () =>
        client.send(command),
      );
      return failures(answer.Errors);
    },
  };
}

function failures(errors: readonly Sdk.PartitionError[] = []): PartitionFailures {
  return errors.map(({ PartitionValues = [], ErrorDetail }) => ({
    values: PartitionValues,
    code: ErrorDetail?.ErrorCode ?? '',
    message: ErrorDetail?.ErrorMessage ?? '',
  }));
}
