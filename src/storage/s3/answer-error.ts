import { S3Error } from './s3-error.ts';
import type { S3Answer } from './transport.ts';
import { textOf } from './xml.ts';

/** What an answer says went wrong; undefined when nothing did. S3 may begin an answer with 200 and then fail. */
export function answerError(answer: S3Answer, operation: string): S3Error | undefined {
  const { status, headers } = answer;
  const xml = status < 300 && !startsAsError(answer.body) ? '' : answer.body.toString('utf8');
  if (status < 300 && xml === '') return undefined;
  return new S3Error({
    // An error in an answer of 200 is one of S3's own.
    status: status < 300 ? 500 : status,
    code: textOf(xml, 'Code') ?? codes[status] ?? `HTTP ${status}`,
    message: textOf(xml, 'Message') ?? '',
    region: headers['x-amz-bucket-region'] ?? textOf(xml, 'Region'),
    operation,
  });
}

/** Of answers without a body, such as those to HEAD. */
const codes: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  400: 'BadRequest',
  403: 'AccessDenied',
  404: 'NotFound',
  409: 'ConditionalRequestConflict',
  412: 'PreconditionFailed',
  503: 'SlowDown',
};

function startsAsError(body: Buffer): boolean {
  if (body.length === 0 || body.length > 10_000) return false;
  return /^\s*(?:<\?xml[^>]*>\s*)?<Error>/.test(body.toString('latin1'));
}
