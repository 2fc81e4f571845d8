import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../in-parallel.ts';
import { explainS3Error } from './explain-s3-error.ts';
import { backoff, isThrottled, isWorthRetrying } from './retry.ts';
import type { S3Client } from './s3-client.ts';
import { S3Error } from './s3-error.ts';
import { blocksOf, encodeXml, textOf } from './xml.ts';

/** S3 takes no more keys in one request. */
const batchKeys = 1000;
const batchesAtOnce = 8;

/** Deletes those of the keys that exist. */
export async function deleteObjects(client: S3Client, keys: readonly string[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / batchKeys) }, (_, index) =>
    keys.slice(index * batchKeys, (index + 1) * batchKeys),
  );
  await inParallel(batches, batchesAtOnce, batch => deleteBatch(client, batch));
}

/** S3 may delete some of a batch and refuse others: those are tried again. */
async function deleteBatch(client: S3Client, batch: readonly string[]): Promise<void> {
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt++) {
    const errors = await request(client, left);
    const lasting = errors.find(({ error }) => !isWorthRetrying(error, attempt));
    if (lasting !== undefined)
      throw explainS3Error(lasting.error, { method: 'DELETE', bucket: client.bucket, key: lasting.key });
    left = errors.map(({ key }) => key);
    if (errors.some(({ error }) => isThrottled(error))) await sleep(backoff(attempt));
  }
}

async function request(client: S3Client, keys: readonly string[]) {
  const objects = keys.map(key => `<Object><Key>${encodeXml(key)}</Key></Object>`);
  const body = Buffer.from(`<Delete><Quiet>true</Quiet>${objects.join('')}</Delete>`);
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
  const answer = await client.send({ method: 'POST', query: { delete: '' }, headers, body });
  return blocksOf(answer.body.toString('utf8'), 'Error').map(xml => {
    const key = textOf(xml, 'Key') ?? '';
    const code = textOf(xml, 'Code') ?? '';
    const status =
      code === 'AccessDenied' ? 403 : code === 'InternalError' || code === 'SlowDown' ? 503 : 400;
    const operation = `DELETE s3://${client.bucket}/${key}`;
    const message = textOf(xml, 'Message') ?? '';
    return { key, error: new S3Error({ status, code, message, region: undefined, operation }) };
  });
}
