import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { CliProject } from './cli-project.ts';
import { connectDuckDb } from './duckdb-connection.ts';
import { currentRelease, rowsOf } from './lake-reader.ts';

/**
 * What the current release says of the files of a source, as text: path, rows, records in quarantine, and how many
 * releases ago the file was read first.
 */
export async function ledgerOf(
  t: ExecutionContext,
  project: CliProject,
  source = 'raw.events',
): Promise<readonly string[]> {
  const lake = project.path('target/lake');
  const release = currentRelease(lake)!;
  const { ledger } = release.sources.find(({ name }) => name === source)!;
  const history = [release.release, ...release.kept.map(kept => kept.release)];
  const rows = await rowsOf(
    await connectDuckDb(t),
    `SELECT path, "rows", quarantined, "release" FROM read_parquet('${join(lake, ledger)}') ORDER BY path`,
  );
  return rows.map(([path, count, quarantined, id]) =>
    [path, count, quarantined, history.indexOf(String(id))].join(' '),
  );
}
