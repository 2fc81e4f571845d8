import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PutResult } from '../store.ts';
import { unquoted } from './list-objects.ts';
import { backoff } from './retry.ts';
import type { S3Client, S3Reply } from './s3-client.ts';

/** How often a write is repeated that S3 refused because another was under way. */
const conflicts = 8;

export type Condition = { readonly 'if-none-match': '*' } | { readonly 'if-match': string };

/**
 * Writes an object if a condition holds, and knows in the end whether it did. An attempt without a clear answer may have
 * taken effect, and then the next one finds its own bytes and is refused; so each write bears a mark that tells.
 */
export async function conditionalPut(
  client: S3Client,
  key: string,
  { body, condition, headers }: { body: Uint8Array; condition: Condition; headers: Record<string, string> },
): Promise<PutResult> {
  const mark = randomUUID();
  let uncertain = false;
  for (let attempt = 1; ; attempt++) {
    const answer = await client.send({
      method: 'PUT',
      key,
      body,
      headers: { ...headers, ...condition, [markHeader]: mark },
      accept: [404, 409, 412],
      uncertain,
    });
    uncertain ||= answer.uncertain;
    if (answer.status === 409 && attempt < conflicts) {
      await sleep(backoff(attempt));
      continue;
    }
    if (answer.status < 300) return { ok: true, etag: unquoted(answer.headers.etag) };
    return uncertain || answer.status === 409 ? lookFor(client, key, mark) : refused(client, answer);
  }
}

const markHeader = 'x-amz-meta-sparkify-write';

async function lookFor(client: S3Client, key: string, mark: string): Promise<PutResult> {
  const { status, headers } = await client.send({ method: 'HEAD', key, accept: [404] });
  const isOurs = status !== 404 && headers[markHeader] === mark;
  return isOurs ? { ok: true, etag: unquoted(headers.etag) } : conditionFailed;
}

/** 404 to an If-Match means that there is no object; but it may be the bucket that is missing. */
async function refused(client: S3Client, answer: S3Reply): Promise<PutResult> {
  if (answer.status === 404 && answer.body.includes('NoSuchBucket')) await client.locate();
  return conditionFailed;
}

const conditionFailed: PutResult = { ok: false, reason: 'condition-failed' };
