import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteLiteral } from '../../columns/quote.ts';
import type { LedgerCodec, LedgerEntry } from '../../release/documents.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { inScratch } from './in-scratch.ts';

const columns = `{path: 'VARCHAR', etag: 'VARCHAR', size: 'BIGINT', modified: 'TIMESTAMP', "rows": 'BIGINT', quarantined: 'BIGINT', "release": 'VARCHAR'}`;

/** The ledger of a source as Parquet, for whoever asks it with SQL: 15,000 files take about a hundred kilobytes. */
export function createLedgerCodec(pool: ConnectionPool): LedgerCodec {
  return {
    encode: entries =>
      inScratch(async folder => {
        const lines = entries.map(entry => JSON.stringify(entry)).join('\n');
        await writeFile(join(folder, 'ledger.json'), lines);
        const rows = `read_json(${quoteLiteral(join(folder, 'ledger.json'))}, columns = ${columns}, format = 'newline_delimited')`;
        await pool.run(
          `COPY (SELECT * FROM ${rows} ORDER BY path) TO ${quoteLiteral(join(folder, 'ledger.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
        );
        return readFile(join(folder, 'ledger.parquet'));
      }),
    decode: bytes =>
      inScratch(async folder => {
        await writeFile(join(folder, 'ledger.parquet'), bytes);
        const { rows } = await pool.query(
          `SELECT path, etag, size, epoch_ms(modified), "rows", quarantined, "release" FROM read_parquet(${quoteLiteral(join(folder, 'ledger.parquet'))}) ORDER BY path`,
        );
        return rows.map(
          ([path, etag, size, modified, count, quarantined, release]): LedgerEntry => ({
            path: String(path),
            etag: etag === null ? null : String(etag),
            size: Number(size),
            modified: new Date(Number(modified)).toISOString(),
            rows: count === null ? null : Number(count),
            quarantined: Number(quarantined),
            release: String(release),
          }),
        );
      }),
  };
}
