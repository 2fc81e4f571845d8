import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-glue';
import test, { type ExecutionContext } from 'ava';
import { quoteIdentifier, quoteLiteral } from '../../src/columns/quote.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { filesWith, type ProjectFiles } from '../helpers/tiny-project.ts';
import { type AwsStage, type StageOptions, startAwsStage } from './aws-stage.ts';
import { moto } from './moto.ts';
import { onS3, type S3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';
import { rootKeys } from './start-versitygw.ts';

/** The small project with its lake on S3, whose target `prod` registers what it publishes. */
export interface GlueProject extends S3Project {
  readonly stage: AwsStage;
  /** Asks the stand-in for AWS itself. */
  readonly client: sdk.GlueClient;
}

export interface GlueProjectOptions {
  /** What `glue()` gets, as TypeScript. */
  readonly catalog?: string;
  /** What else the config says, as TypeScript. */
  readonly more?: string;
  readonly files?: ProjectFiles;
  readonly fault?: StageOptions['fault'];
  readonly createsDatabase?: boolean;
}

/** A test that needs the stand-in for AWS and an S3 server. Where one of them is missing it is named as skipped. */
export const glueTest = moto === undefined ? test.serial.skip : s3SerialTest;

export const database = 'music';
const region = 'eu-central-1';

export async function glueProject(
  t: ExecutionContext,
  {
    catalog = `{ database: '${database}', region: '${region}' }`,
    more = '',
    ...options
  }: GlueProjectOptions = {},
): Promise<GlueProject> {
  const { files = {}, fault, createsDatabase = true } = options;
  const stage = await startAwsStage(t, { job: 'hangs' });
  const client = glueAt(stage.endpoint);
  t.teardown(() => client.destroy());
  if (createsDatabase)
    await client.send(new sdk.CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  stage.setFault(fault);
  const config = `import { defineConfig, duckdb, glue } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, catalog: glue(${catalog}) }) },
  ${more}
});
`;
  const project = cliProject(t, filesWith({ 'sparkify.config.ts': config, ...files }));
  return { ...(await onS3(project, { AWS_ENDPOINT_URL_GLUE: stage.endpoint })), stage, client };
}

function glueAt(endpoint: string): sdk.GlueClient {
  return new sdk.GlueClient({ endpoint, region, credentials: rootKeys });
}

/** How often each action was asked for since a number of calls. */
export function countCalls({ stage }: GlueProject, since = 0): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action } of stage.calls.slice(since)) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

export async function glueTable({ client }: GlueProject, Name: string): Promise<sdk.Table> {
  const { Table } = await client.send(new sdk.GetTableCommand({ DatabaseName: database, Name }));
  return Table!;
}

export async function gluePartitions(
  { client }: GlueProject,
  TableName: string,
): Promise<readonly sdk.Partition[]> {
  const found: sdk.Partition[] = [];
  for await (const page of sdk.paginateGetPartitions({ client }, { DatabaseName: database, TableName }))
    found.push(...(page.Partitions ?? []));
  return found;
}

export async function tableNames({ client }: GlueProject): Promise<readonly string[]> {
  const { TableList = [] } = await client.send(new sdk.GetTablesCommand({ DatabaseName: database }));
  return TableList.map(({ Name }) => Name!).sort();
}

/**
 * The rows of a table as Athena would find them: from what Glue says alone. For each partition it lists its location, or
 * takes the files that the manifests there name, and reads columns by their names in lower case.
 *
 * @returns a JSON text for each row, sorted
 */
export async function readAsAthena(
  t: ExecutionContext,
  project: GlueProject,
  name: string,
): Promise<readonly string[]> {
  const table = await glueTable(project, name);
  const keys = table.PartitionKeys ?? [];
  const places =
    keys.length === 0
      ? [{ Values: [], StorageDescriptor: table.StorageDescriptor }]
      : (projected(table) ?? (await gluePartitions(project, name)));
  const connection = await connectDuckDb(t);
  const rows: string[] = [];
  for (const { Values = [], StorageDescriptor } of places) {
    if (StorageDescriptor!.InputFormat !== table.StorageDescriptor!.InputFormat)
      throw new Error('Athena takes one data format for a table and its partitions');
    const files = filesAt(StorageDescriptor!);
    if (files.length === 0) continue;
    const list = files.map(quoteLiteral).join(', ');
    const scan = `read_parquet([${list}], hive_partitioning = false, union_by_name = true)`;
    const present = await connection.runAndReadAll(`SELECT lower(column_name) FROM (DESCRIBE FROM ${scan})`);
    const known = new Set(present.getRowsJson().map(([column]) => column));
    const columns = table.StorageDescriptor!.Columns!.map(({ Name }) =>
      known.has(Name!) ? quoteIdentifier(Name!) : `NULL AS ${quoteIdentifier(Name!)}`,
    );
    const values = keys.map(({ Name, Type }, index) => {
      const text = Values[index]!;
      const value = text === '__HIVE_DEFAULT_PARTITION__' ? 'NULL' : quoteLiteral(text);
      return `CAST(${value} AS ${Type === 'string' ? 'VARCHAR' : Type}) AS ${quoteIdentifier(Name!)}`;
    });
    const selected = [...columns, ...values].join(', ');
    const found = await connection.runAndReadAll(
      `SELECT to_json(r) FROM (SELECT ${selected} FROM ${scan}) AS r`,
    );
    rows.push(...found.getRowsJson().map(([row]) => String(row)));
  }
  return rows.sort();
}

/** The places that Athena computes; undefined of a table that is not projected. Ranges of whole numbers and lists only. */
function projected({ Parameters = {}, PartitionKeys = [], StorageDescriptor }: sdk.Table) {
  if (Parameters['projection.enabled'] !== 'true') return undefined;
  let all: readonly (readonly string[])[] = [[]];
  for (const { Name } of PartitionKeys) {
    const values =
      Parameters[`projection.${Name}.values`]?.split(',') ?? range(Parameters[`projection.${Name}.range`]!);
    all = all.flatMap(before => values.map(value => [...before, value]));
  }
  return all.map(Values => ({
    Values: [...Values],
    StorageDescriptor: {
      ...StorageDescriptor,
      Location: PartitionKeys.reduce(
        (place, { Name }, index) => place.replace(`\${${Name}}`, Values[index]!),
        Parameters['storage.location.template']!,
      ),
    },
  }));
}

function range(text: string): readonly string[] {
  const [first, last] = text.split(',').map(Number);
  return Array.from({ length: last! - first! + 1 }, (_, index) => String(first! + index));
}

/** Paths on this disk, on which the server keeps its objects. */
function filesAt({ Location, InputFormat }: sdk.StorageDescriptor): readonly string[] {
  const listed = below(localPath(Location!));
  if (!InputFormat!.endsWith('SymlinkTextInputFormat')) return listed;
  return listed.flatMap(manifest => readFileSync(manifest, 'utf8').trim().split('\n').map(localPath));
}

function localPath(address: string): string {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(address)!;
  return join(s3Service().bucketFolder(bucket!), key!);
}

/** As Athena does, it looks into folders of folders, and passes over what is hidden. */
function below(folder: string): readonly string[] {
  const names = (() => {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' });
    } catch {
      return [];
    }
  })();
  return names
    .filter(name => !name.split('/').some(part => /^[_.]/.test(part)))
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile());
}
