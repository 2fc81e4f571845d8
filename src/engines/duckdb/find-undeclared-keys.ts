import type { UndeclaredKey } from '../../source/undeclared-keys.ts';
import type { SourceReading } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { anyUndeclaredKeySql, parseUndeclaredKeys, undeclaredKeysSql } from './undeclared-keys-sql.ts';

/** Keys of records that their source does not declare. Whether there are any is asked first, which costs much less. */
export async function findUndeclaredKeys(
  pool: ConnectionPool,
  { files, columns }: SourceReading,
): Promise<readonly UndeclaredKey[]> {
  if (files.length === 0) return [];
  const { rows } = await pool.query(anyUndeclaredKeySql(files, columns));
  if (rows.length === 0) return [];
  return parseUndeclaredKeys((await pool.query(undeclaredKeysSql(files, columns))).rows);
}
