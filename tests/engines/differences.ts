import type { DuckDbSide } from './engines.ts';
import { isSame } from './plain-value.ts';
import { isQuery } from './portable.ts';
import { type SparkAnswer, sparkServer } from './spark-server.ts';

/** A table that both engines hold; `rn` numbers its rows from 1. */
export interface Table {
  readonly duckdb: DuckDbSide;
  readonly name: string;
  readonly rows: number;
}

/** The cases in which the engines differ, and how. Expressions are asked for together, and apart where that says nothing. */
export async function differences(cases: readonly string[], table: Table): Promise<readonly string[]> {
  const [first, second] = cases;
  if (first === undefined) return [];
  if (second === undefined) {
    const difference = await compare(first, table);
    return difference === undefined ? [] : [`${first}\n${difference}`];
  }
  const columns = cases.map((sql, index) => `${sql} as r${index}`);
  const isEqual =
    cases.length <= 16 &&
    (await compareQuery(`select rn, ${columns.join(', ')} from ${table.name} order by rn`, table)) ===
      undefined;
  if (isEqual) return [];
  const half = Math.ceil(cases.length / 2);
  return [
    ...(await differences(cases.slice(0, half), table)),
    ...(await differences(cases.slice(half), table)),
  ];
}

/** How the engines differ in a case; undefined when they do not. Where one fails, each row is looked at by itself. */
async function compare(sql: string, table: Table): Promise<string | undefined> {
  const whole = await compareQuery(
    isQuery(sql) ? sql : `select rn, ${sql} as r from ${table.name} order by rn`,
    table,
  );
  if (whole === undefined || isQuery(sql) || !whole.hasFailed) return whole?.text;
  const rows = Array.from({ length: table.rows }, (_, index) => index + 1);
  const byRow: string[] = [];
  for (const row of rows) {
    const difference = await compareQuery(`select ${sql} as r from ${table.name} where rn = ${row}`, table);
    if (difference !== undefined) byRow.push(`row ${row}: ${difference.text}`);
  }
  return byRow.length === 0 ? undefined : byRow.join('\n');
}

interface Difference {
  readonly text: string;
  readonly hasFailed: boolean;
}

async function compareQuery(sql: string, { duckdb }: Table): Promise<Difference | undefined> {
  const { sql: sparkSql, columns } = await duckdb.toSpark(sql);
  const [ours, theirs] = await Promise.all([duckdb.run(sql, columns), sparkServer().run(sparkSql)]);
  const hasFailed = 'error' in ours || 'error' in theirs;
  // A value that is an error in one is an error in the other. Of several nobody knows which one it was.
  if ('error' in ours && 'error' in theirs && columns.length <= 2) return undefined;
  if (isSame(ours, theirs)) return undefined;
  return { text: `${shown(ours)}\n${shown(theirs)}\n${sparkSql}`, hasFailed };
}

function shown(answer: SparkAnswer): string {
  return JSON.stringify(answer).slice(0, 2000);
}
