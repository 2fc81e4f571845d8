import { createServer, type IncomingMessage } from 'node:http';
import type { ExecutionContext } from 'ava';
import { type TemporaryKey, TemporaryKeys } from './temporary-keys.ts';

/** A question to one of AWS's endpoints, and what it was asked with. */
export interface AwsCall {
  readonly endpoint: 'sts' | 'sso' | 'container' | 'instance';
  /** Fields of a form, or the query. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

export interface AwsEndpoints {
  readonly origin: string;
  readonly keys: TemporaryKeys;
  /** Those that were answered with keys. */
  readonly calls: readonly AwsCall[];
}

/** Plays every endpoint of AWS that hands out temporary keys, on the loopback interface. Seconds that keys hold. */
export async function startAwsEndpoints(
  t: Pick<ExecutionContext, 'teardown'>,
  { lifetime = 3600 }: { readonly lifetime?: number } = {},
): Promise<AwsEndpoints> {
  const keys = new TemporaryKeys();
  const calls: AwsCall[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const asked = { method: request.method!, url: new URL(request.url!, 'http://aws'), body };
    const issue = (endpoint: AwsCall['endpoint'], parameters: URLSearchParams) => {
      calls.push({ endpoint, parameters: Object.fromEntries(parameters), headers: request.headers });
      return keys.issue(lifetime);
    };
    const answer = answers(asked, issue);
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  return { origin: `http://127.0.0.1:${port}`, keys, calls };
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

type Issue = (endpoint: AwsCall['endpoint'], parameters: URLSearchParams) => TemporaryKey;

function answers({ method, url, body }: Asked, issue: Issue): string | undefined {
  const role = '/latest/meta-data/iam/security-credentials/';
  switch (`${method} ${url.pathname}`) {
    case 'POST /':
      return stsAnswer(new URLSearchParams(body), issue);
    case 'GET /federation/credentials':
      return ssoAnswer(issue('sso', url.searchParams));
    case 'GET /container':
      return documentOf(issue('container', url.searchParams));
    case 'PUT /latest/api/token':
      return 'a-token-of-the-instance';
    case `GET ${role}`:
      return 'role-of-the-instance';
    case `GET ${role}role-of-the-instance`:
      return documentOf(issue('instance', url.searchParams));
    default:
      return undefined;
  }
}

function stsAnswer(form: URLSearchParams, issue: Issue): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = issue('sts', form);
  const action = form.get('Action');
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>
<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>
<SessionToken>${sessionToken}</SessionToken><Expiration>${expiration.toISOString()}</Expiration></Credentials>
<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/reader/x</Arn><AssumedRoleId>A:x</AssumedRoleId></AssumedRoleUser>
</${action}Result></${action}Response>`;
}

function ssoAnswer(key: TemporaryKey): string {
  return JSON.stringify({ roleCredentials: { ...key, expiration: key.expiration.getTime() } });
}

/** As containers and instances get it. */
function documentOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: TemporaryKey): string {
  return JSON.stringify({
    ...{ Code: 'Success', Type: 'AWS-HMAC', LastUpdated: new Date().toISOString() },
    ...{ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey },
    ...{ Token: sessionToken, Expiration: expiration.toISOString() },
  });
}
