import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseS3Address } from '../../config/s3-address.ts';
import type { S3Settings } from '../../config/s3-settings.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import { Pauses } from './pauses.ts';

/** Logs come some time after what they tell of. Milliseconds. */
const patience = 15_000;

/** What Spark's driver printed, kept in a file of this machine. Undefined where it cannot be had. */
export async function fetchDriverLog(
  address: string | undefined,
  settings: S3Settings,
  file: string,
): Promise<string | undefined> {
  const place = address === undefined ? undefined : parseS3Address(address);
  if (place === undefined) return undefined;
  const until = performance.now() + patience;
  try {
    for (const pauses = new Pauses(); performance.now() < until; await pauses.pause()) {
      const request = { method: 'GET', key: place.path, accept: [404] } as const;
      const { status, body } = await s3ClientFor(settings, place.bucket).send(request);
      if (status === 404) continue;
      const text = gunzipSync(body).toString('utf8');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      return text;
    }
  } catch {
    // Why the job failed counts, and not that nobody may read its log.
  }
  return undefined;
}
