import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { signedHeaders } from '../../src/storage/s3/sign.ts';
import type { Certificate } from './certificates.ts';
import { rootKeys } from './start-versitygw.ts';
import type { TemporaryKeys } from './temporary-keys.ts';

/** A request as the proxy sees it. */
export interface SeenRequest {
  readonly method: string;
  readonly bucket: string;
  /** Without the bucket, decoded. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** How many requests came before. */
  readonly index: number;
}

/** Whether DuckDB itself sent a request. */
export function isOfDuckDb({ headers }: SeenRequest): boolean {
  return headers['user-agent']?.startsWith('duckdb') ?? false;
}

/**
 * What goes wrong with a request: it is refused, the connection breaks off in the midst of its body, its answer is lost after the server acted, the answer's body breaks
 * off, nothing ever comes back (though the server acted, where it is the answer that is swallowed), its body is never
 * read or comes in slowly, or its conditions are ignored.
 */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly headers?: object }
  | { readonly kind: 'slow-upload'; readonly bytesPerSecond: number }
  | {
      readonly kind:
        | 'lost-answer'
        | 'swallow-answer'
        | 'cut-body'
        | 'cut-upload'
        | 'hang'
        | 'stall'
        | 'drop'
        | 'ignore-conditions';
    };

export const slowDown: Fault = { kind: 'answer', status: 503, code: 'SlowDown' };
export const denied: Fault = { kind: 'answer', status: 403, code: 'AccessDenied' };
export const expired: Fault = { kind: 'answer', status: 400, code: 'ExpiredToken' };

export interface ProxyOptions {
  /** Milliseconds before a request is passed on. */
  readonly latency?: number;
  readonly fault?: (request: SeenRequest) => Fault | undefined | Promise<Fault | undefined>;
  /** With one it speaks TLS. */
  readonly certificate?: Certificate;
  /** The only keys with which a request may be signed. Otherwise temporary ones are taken as they come. */
  readonly keys?: TemporaryKeys;
}

/** Stands between sparkify and the S3 server, and counts. */
export interface FaultProxy {
  readonly endpoint: string;
  readonly requests: readonly SeenRequest[];
  /** What was not signed with a key that holds. */
  readonly refusals: readonly string[];
  /** What goes wrong from now on. */
  setFault(fault: ProxyOptions['fault']): void;
}

/** Starts a proxy before the server at `target`; it ends with the test. */
export async function startFaultProxy(
  t: Pick<ExecutionContext, 'teardown'>,
  target: string,
  { latency = 0, fault, keys, certificate }: ProxyOptions = {},
): Promise<FaultProxy> {
  const requests: SeenRequest[] = [];
  const refusals: string[] = [];
  let faultOf = fault;
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const seen = toSeen(request, requests.length);
    requests.push(seen);
    const arrived = Date.now();
    const chosen = await faultOf?.(seen);
    if (chosen?.kind === 'cut-upload') {
      const { socket } = request;
      for await (const _some of request) break;
      return void socket.destroy();
    }
    if (chosen?.kind === 'stall') return;
    const body = await bodyOf(request, chosen?.kind === 'slow-upload' ? chosen.bytesPerSecond : undefined);
    const { method = '', url = '', headers } = request;
    const refusal = keys?.refusal({ method, url, headers, body }, arrived);
    if (refusal !== undefined) refusals.push(`${refusal}: ${method} ${url}`);
    if (latency > 0) await setTimeout(latency);
    await act(chosen ?? (refusal === undefined ? undefined : refused(refusal)), {
      request,
      response,
      body,
      target,
    }).catch(() => response.destroy());
  };
  const server = certificate
    ? createSecureServer({ keepAlive: true, cert: certificate.certificate, key: certificate.key }, listener)
    : createServer({ keepAlive: true }, listener);
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    endpoint: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    refusals,
    setFault(next) {
      faultOf = next;
    },
  };
}

async function bodyOf(request: IncomingMessage, bytesPerSecond: number | undefined): Promise<Buffer> {
  if (bytesPerSecond === undefined) return Buffer.concat(await request.toArray().catch(() => []));
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) {
      chunks.push(chunk);
      await setTimeout((chunk.length / bytesPerSecond) * 1000);
    }
  } catch {
    // Its sender has given up.
  }
  return Buffer.concat(chunks);
}

/** As S3 refuses what is not signed as it should be. */
function refused(code: string): Fault {
  return { kind: 'answer', status: /Token$/.test(code) ? 400 : 403, code };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly target: string;
}

function toSeen({ method, url, headers }: IncomingMessage, index: number): SeenRequest {
  const { pathname, searchParams } = new URL(url!, 'http://proxy');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  return { method: method!, bucket, key, query: searchParams, headers, index };
}

async function act(fault: Fault | undefined, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  switch (fault?.kind) {
    case 'answer':
      return answer(response, fault);
    case 'hang':
      return;
    case 'drop':
      return void request.socket.destroy();
    case 'lost-answer':
      await forward(exchange, await acceptable(exchange));
      return void request.socket.destroy();
    case 'swallow-answer':
      return void (await forward(exchange, await acceptable(exchange)));
    case 'cut-body': {
      const { status, headers, bytes } = await forward(exchange, await acceptable(exchange));
      if (bytes.length === 0) return void request.socket.destroy();
      response.writeHead(status, headers).write(bytes.subarray(0, bytes.length >> 1));
      return void setImmediate(() => request.socket.destroy());
    }
    case 'ignore-conditions':
      return reply(response, await forward(exchange, await signedAnew(exchange, conditions)));
    default:
      return reply(response, await forward(exchange, await acceptable(exchange)));
  }
}

function answer(response: ServerResponse, fault: Extract<Fault, { kind: 'answer' }>): void {
  const xml = `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>by the proxy</Message></Error>`;
  response.writeHead(fault.status, { 'content-type': 'application/xml', ...fault.headers }).end(xml);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

function reply(response: ServerResponse, { status, headers, bytes }: Answer): void {
  response.writeHead(status, headers).end(bytes);
}

function forward({ request, body, target }: Exchange, headers: object): Promise<Answer> {
  return new Promise((done, failed) => {
    const url = new URL(request.url!, target);
    const sent = sendRequest(
      {
        ...{ host: url.hostname, port: url.port, method: request.method, path: request.url },
        headers: { ...headers, 'content-length': body.length },
      },
      async answer => {
        const bytes = Buffer.concat(await answer.toArray());
        done({ status: answer.statusCode!, headers: answer.headers, bytes });
      },
    );
    sent.on('error', failed).end(body);
  });
}

const conditions = /^if-(none-)?match$/;

/** The server knows no temporary credentials: what is signed with some is signed anew with those of its root user. */
async function acceptable({ request, body }: Exchange): Promise<object> {
  if (request.headers['x-amz-security-token'] === undefined) return request.headers;
  return signedAnew({ request, body }, /^$/);
}

/** Signed as the server would have got it from a client that sends none of the headers that match. */
async function signedAnew(
  { request, body }: Pick<Exchange, 'request' | 'body'>,
  without: RegExp,
): Promise<object> {
  const url = new URL(request.url!, 'http://proxy');
  const signature = /^(authorization|host|connection|x-amz-(date|content-sha256|security-token))$/;
  const kept = Object.entries(request.headers).filter(
    ([name]) => !signature.test(name) && !without.test(name),
  );
  return signedHeaders(
    {
      method: request.method!,
      host: request.headers.host!,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(kept) as Record<string, string>,
      body,
    },
    rootKeys,
    { region: 'us-east-1', now: Date.now() },
  );
}
