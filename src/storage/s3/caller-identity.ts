import type { S3Access } from '../../config/s3-settings.ts';
import { answerError } from './answer-error.ts';
import type { S3Place } from './s3-client.ts';
import { NoAnswerError } from './s3-error.ts';
import { textOf } from './xml.ts';

/** Who signs requests. Nothing of it is a secret. */
export type Caller =
  | { readonly kind: 'anonymous' }
  /** As AWS itself names it. */
  | { readonly kind: 'arn'; readonly arn: string }
  /** Of a store that has no STS, or where STS did not say. */
  | { readonly kind: 'key'; readonly lastFour: string; readonly reason: string | undefined }
  /** STS knows the credentials for wrong or expired. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Asks the Security Token Service who signs the requests of a place, where there is one: it needs no right. */
export async function findCaller(place: S3Place, access: S3Access, env: NodeJS.ProcessEnv): Promise<Caller> {
  const { identity } = place;
  if (identity === undefined) return { kind: 'anonymous' };
  const byKey = (reason?: string): Caller => ({
    kind: 'key',
    lastFour: identity.accessKeyId.slice(-4),
    reason,
  });
  const origin = stsOrigin(place, env);
  if (origin === undefined) return byKey();
  try {
    const answer = await askSts(origin, place, access, env);
    const error = answerError(answer, 'GetCallerIdentity');
    if (error !== undefined && wrong.has(error.code)) return { kind: 'refused', reason: error.message };
    const arn = textOf(answer.body.toString('utf8'), 'Arn');
    return error === undefined && arn !== undefined
      ? { kind: 'arn', arn }
      : byKey(error?.message ?? 'GetCallerIdentity: no ARN in the answer');
  } catch (error) {
    if (error instanceof NoAnswerError) return byKey(error.message);
    throw error;
  }
}

const wrong: ReadonlySet<string> = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
]);

/** Other stores have none, unless a variable of AWS's tools says where. */
function stsOrigin({ endpoint, region }: S3Place, env: NodeJS.ProcessEnv): string | undefined {
  const configured = env.AWS_ENDPOINT_URL_STS;
  if (configured && URL.canParse(configured)) return new URL(configured).origin;
  if (endpoint.custom) return undefined;
  return `https://sts.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/** Where STS cannot be reached, nobody should wait for long. Seconds. */
const patience = 5;

async function askSts(origin: string, place: S3Place, access: S3Access, env: NodeJS.ProcessEnv) {
  const { signedHeaders } = await import('./sign.ts');
  const { Transport } = await import('./transport.ts');
  const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const unsigned = { method: 'POST', host: new URL(origin).host, path: '/', query: {}, headers, body };
  const { region, identity } = place;
  const signed = await signedHeaders(unsigned, identity, { region, now: Date.now(), service: 'sts' });
  const { caFile = env.AWS_CA_BUNDLE, timeout } = access;
  const transport = new Transport({ origin, connections: 1, timeout: Math.min(timeout, patience), caFile });
  return transport.send({ method: 'POST', path: '/', headers: signed, body }, 'GetCallerIdentity');
}
