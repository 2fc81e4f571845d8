import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import * as fc from 'fast-check';
import type { ModelLineage } from '../../../../src/check/lineage/lineage.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';
import { lineageQueries, lineageTables } from '../../../helpers/lineage-queries.ts';
import { type TestTables, traceQuery } from '../../../helpers/trace-query.ts';

/** What other values a column may get. */
const changes = ['? + 1', 'NULL', '3 - ?', '(? + rowid) % 3', '1'];
const cells = ['0', '1', '2', '3', 'NULL', '1', '2'];

const tables: TestTables = Object.fromEntries(
  Object.entries(lineageTables).map(([name, columns]) => [
    name,
    columns.map(column => ({ name: column, type: 'INTEGER' })),
  ]),
);

test('a column changes only with the columns that its lineage names', async t => {
  const connection = await connectDuckDb(t);
  await fillTables(connection);
  let followed = 0;
  await fc.assert(
    fc.asyncProperty(lineageQueries(), async sql => {
      const lineage = await traceQuery(sql, tables).catch(() => undefined);
      const before = lineage && (await columnsOf(sql, connection).catch(() => undefined));
      // Random names do not always bind, and random numbers may be too large.
      if (lineage === undefined || before === undefined) return;
      followed++;
      for (const [table, columns] of Object.entries(lineageTables)) {
        for (const column of columns) {
          const changed = await changedBy(table, column, sql, before, connection);
          for (const index of changed) {
            const message = `${lineage.columns[index]!.name} changes with ${table}.${column}: ${sql}`;
            t.true(dependsOn(lineage, index, table, column), message);
          }
        }
      }
    }),
    { numRuns: 40 },
  );
  t.true(followed > 5);
});

function dependsOn(
  { columns, rows, rowsUnknown }: ModelLineage,
  index: number,
  table: string,
  name: string,
): boolean {
  const { inputs, unknown } = columns[index]!;
  const isNamed = [...inputs, ...rows].some(input => input.table === table && input.column === name);
  return isNamed || unknown !== undefined || rowsUnknown !== undefined;
}

async function fillTables(connection: DuckDBConnection): Promise<void> {
  for (const [table, columns] of Object.entries(lineageTables)) {
    const rows = [0, 1, 2, 3, 4, 5].map(
      row =>
        `(${columns.map((_, at) => cells[(row * (at + 2) + at + table.charCodeAt(0)) % cells.length]).join()})`,
    );
    await connection.run(`CREATE TABLE ${table} (${columns.map(name => `${name} INTEGER`).join()})`);
    await connection.run(`INSERT INTO ${table} VALUES ${rows.join()}`);
    await connection.run(`CREATE TABLE original_${table} AS FROM ${table}`);
  }
}

/** The columns of a query that have other values once a column of a table has. */
async function changedBy(
  table: string,
  column: string,
  sql: string,
  before: readonly string[],
  connection: DuckDBConnection,
): Promise<ReadonlySet<number>> {
  const changed = new Set<number>();
  for (const change of changes) {
    await connection.run(`UPDATE ${table} SET ${column} = ${change.replace('?', column)}`);
    const after = await columnsOf(sql, connection).catch(() => before);
    for (const [index, values] of after.entries()) if (values !== before[index]) changed.add(index);
    await connection.run(`DELETE FROM ${table}; INSERT INTO ${table} FROM original_${table}`);
  }
  return changed;
}

/** The values of each column, in no order. */
async function columnsOf(sql: string, connection: DuckDBConnection): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getColumnsJson().map(values =>
    values
      .map(value => JSON.stringify(value))
      .sort()
      .join(),
  );
}
