import type { DuckDBConnection } from '@duckdb/node-api';
import { type CarriedQuery, filesColumn } from '../../src/check/lineage/carried-files/carried-files.ts';
import { carryFiles } from '../../src/check/lineage/carried-files/carry-files.ts';
import { renderTrees } from '../../src/engines/duckdb/render-trees.ts';
import { syntaxTrees } from '../../src/engines/duckdb/syntax-trees.ts';

/** The columns of the tables that queries read; rows of `t` and `u` come from files, those of `v` from none. */
const tables: Readonly<Record<string, readonly string[]>> = {
  t: ['k', 'a', 'b'],
  u: ['k', 'b', 'c'],
  v: ['a', 'd'],
};

/** A row of one of the tables, with the name of its file. */
export interface FileRow {
  readonly table: 't' | 'u' | 'v';
  readonly file: string;
  readonly values: readonly (number | null)[];
}

/** Makes the tables, those with files once more as `files.t` and `files.u`. */
export async function fillTables(connection: DuckDBConnection, rows: readonly FileRow[]): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS files');
  for (const [name, columns] of Object.entries(tables)) {
    await connection.run(
      `CREATE OR REPLACE TABLE files.${name} (${columns.join(' INTEGER, ')} INTEGER, ${filesColumn} VARCHAR[])`,
    );
    const values = rows
      .filter(({ table }) => table === name)
      .map(row => `(${row.values.slice(0, columns.length).map(String).join(', ')}, ['${row.file}'])`);
    if (values.length > 0) await connection.run(`INSERT INTO files.${name} VALUES ${values.join(', ')}`);
    await connection.run(
      `CREATE OR REPLACE TABLE main.${name} AS SELECT * EXCLUDE (${filesColumn}) FROM files.${name}`,
    );
  }
}

/** The query that carries files along, as SQL. */
export async function carriedQuery(connection: DuckDBConnection, sql: string): Promise<CarriedQuery<string>> {
  const [tree] = await syntaxTrees(connection, [sql], { keepsEmpty: true });
  if (tree === undefined) throw new Error(`no tree of ${sql}`);
  const carried = carryFiles({
    tree,
    table(_, name) {
      if (name.toLowerCase() === 'v') return { kind: 'none' };
      return name.toLowerCase() in tables
        ? { kind: 'carried', relation: { schema: 'files', name } }
        : undefined;
    },
    columns: (_, name) => tables[name.toLowerCase()]?.map(column => ({ name: column, type: 'INTEGER' })),
  });
  if (carried.kind !== 'carried') return carried;
  const [rendered] = await renderTrees(connection, [carried.tree]);
  if (rendered === undefined) throw new Error(`not rendered: ${sql}`);
  return { kind: 'carried', tree: rendered };
}
