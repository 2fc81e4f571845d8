import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteLiteral } from '../../columns/quote.ts';
import { withoutComments } from '../../columns/without-comments.ts';

const setVariable = /^set\s+(?:(?:session|local)\s+)?variable\s+("(?:[^"]|"")+"|\w+)/i;
/** Their text is not always read back as the same value. */
const nested = /^(?:STRUCT|MAP|UNION)\b|\[/;

/**
 * What other connections run in place of a statement that this one has run: a variable has one value in all of them,
 * whatever the expression would give another time.
 */
export async function repeatedStatement(connection: DuckDBConnection, sql: string): Promise<string> {
  const name = setVariable.exec(withoutComments(sql))?.[1];
  if (name === undefined) return sql;
  const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  const value = `getvariable(${quoteLiteral(plain)})`;
  const reader = await connection.runAndReadAll(`SELECT ${value}::VARCHAR, typeof(${value})`);
  const [text, type] = reader.getRows()[0]!;
  if (nested.test(String(type))) return sql;
  return `SET VARIABLE ${name} = ${text === null ? 'NULL' : `${quoteLiteral(String(text))}::${type}`}`;
}
