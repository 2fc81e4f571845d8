import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { quoteLiteral } from '../../columns/quote.ts';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { openSession } from '../../engines/open-session.ts';
import type { QueryResult } from '../../engines/session.ts';
import { failuresFile } from '../../testing/failures-file.ts';
import type { ShowOptions } from './show.ts';

/** The failing rows that the last run of a data test kept. The project itself is not looked at. */
export async function showFailures(
  test: string,
  { limit, signal, ...options }: Omit<ShowOptions, 'model' | 'inline'>,
): Promise<QueryResult> {
  const { config } = await loadConfig(options);
  const path = await keptFile(config, test);
  const session = await openSession(config);
  try {
    signal?.addEventListener('abort', () => session.interrupt(), { once: true });
    const sql = `SELECT * FROM read_parquet(${quoteLiteral(path)})`;
    return await session.query(sql, limit < 0 ? undefined : limit);
  } finally {
    session.close();
  }
}

/** Only a file that is listed there is read, whatever the name may hold. */
async function keptFile(config: Config, test: string): Promise<string> {
  const folder = join(config.projectDir, dirname(failuresFile(config, test)));
  const files = await readdir(folder).catch(() => []);
  const names = files.flatMap(file => /^(.+)\.parquet$/.exec(file)?.[1] ?? []);
  if (names.includes(test)) return join(config.projectDir, failuresFile(config, test));
  throw new SparkifyError('bad-usage', `No failing rows of a test "${test}" are kept.`, {
    exitCode: 2,
    hint: didYouMean(test, names, 'A test keeps them when it fails in `sparkify test --store-failures`.')!,
  });
}
