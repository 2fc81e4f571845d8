import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import { relationInLake } from '../../columns/table-name.ts';
import type { Catalog, CatalogCodec } from '../../release/documents.ts';
import { inScratch } from './in-scratch.ts';
import { operationError } from './operation-error.ts';
import { emptySql, pathsSql, readReleasedSql } from './read-released-sql.ts';

type CatalogTable = Catalog['tables'][number];

/**
 * The views of a release as a file of DuckDB's, made apart from any session. DuckDB binds a view when it is made, so
 * each is bound to one empty file of its columns; whoever reads it has the files of the lake.
 */
export function createCatalogCodec(): CatalogCodec {
  return {
    encode: catalog =>
      inScratch(async folder => {
        const path = join(folder, 'catalog.duckdb');
        await withDatabase(path, connection => writeViews(connection, catalog, join(folder, 'lake')));
        return readFile(path);
      }),
    decode: bytes =>
      inScratch(async folder => {
        const path = join(folder, 'catalog.duckdb');
        await writeFile(path, bytes);
        return withDatabase(path, async connection => {
          const reader = await connection.runAndReadAll(`SELECT release, root FROM ${stateTable}`);
          const [[release, root] = []] = reader.getRowsJson();
          return typeof release === 'string' && typeof root === 'string' ? { release, root } : undefined;
        }).catch(() => undefined);
      }),
  };
}

/** No table has such a schema. */
const stateTable = '_sparkify.release';

/** Where a reader says that the lake is, when it is not where it was. */
const rootVariable = 'sparkify_lake';

/** Of how many files of a table a view knows: of one while it is made. Nobody else sets it. */
const filesVariable = 'sparkify_files';

async function writeViews(connection: DuckDBConnection, catalog: Catalog, stub: string): Promise<void> {
  const { release, root, tables } = catalog;
  await connection.run('CREATE SCHEMA _sparkify');
  await connection.run(
    `CREATE TABLE ${stateTable} AS SELECT ${quoteLiteral(release)} AS release, ${quoteLiteral(root)} AS root`,
  );
  await connection.run(`SET VARIABLE ${rootVariable} = ${quoteLiteral(stub)}`);
  await connection.run(`SET VARIABLE ${filesVariable} = 1`);
  // Of two names that differ in case only, which DuckDB takes for one, the table that was written last has it.
  for (const each of tables.toSorted((a, b) => (a.table.version < b.table.version ? -1 : 1))) {
    await writeStub(connection, each, stub);
    await writeView(connection, each, root);
  }
}

async function writeStub(connection: DuckDBConnection, { table, files }: CatalogTable, stub: string) {
  if (files.length === 0) return;
  const path = join(stub, inOrder(files)[0]!.path);
  await mkdir(dirname(path), { recursive: true });
  if (table.format !== 'parquet') return writeFile(path, '');
  const stored = table.columns.filter(({ name }) => !table.partitionColumns.includes(name));
  await connection.run(`COPY (${emptySql(stored)}) TO ${quoteLiteral(path)} (FORMAT parquet)`);
}

async function writeView(connection: DuckDBConnection, { table, files }: CatalogTable, root: string) {
  const relation = relationInLake(table.name);
  const keys = `${pathsSql(inOrder(files))}[:coalesce(getvariable('${filesVariable}'), ${files.length})]`;
  const paths = `list_transform(${keys}, lambda path: coalesce(getvariable('${rootVariable}'), ${quoteLiteral(root)}) || '/' || path)`;
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(relation.schema)}`);
  await connection.run(
    `CREATE OR REPLACE VIEW ${renderRelation(relation)} AS ${readReleasedSql({ ...table, files }, paths)}`,
  );
}

function inOrder(files: CatalogTable['files']): CatalogTable['files'] {
  return files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Small blocks: a catalog of a few views takes tens of kilobytes. */
async function withDatabase<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  try {
    const instance = await DuckDBInstance.create(path, {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      default_block_size: '16384',
      threads: '1',
    });
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } catch (error) {
    throw operationError(error);
  }
}
