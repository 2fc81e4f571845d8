import { open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

export interface PageServer {
  /** `http://127.0.0.1:8080/` */
  readonly url: string;
  /** Tells every open page, and each that is opened later, which page is the current one. */
  showPage(id: string): void;
  /** Tells them why there is no later one, until there is. */
  showProblem(text: string): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Absolute. */
  readonly folder: string;
  readonly host: string;
  /** Undefined takes the usual one, or any that is free where that is taken. */
  readonly port: number | undefined;
}

/** dbt's. */
export const USUAL_PORT = 8080;

const EVENTS = '/events';

/**
 * Serves the folder of a page, and tells those who look at it of changes.
 *
 * @throws SparkifyError `bad-usage` when the port that was asked for is taken, or the host is none of this machine
 */
export async function servePage({ folder, host, port }: ServerOptions): Promise<PageServer> {
  const listeners = new Listeners();
  const server = createServer((request, response) => {
    answer(request, response, { folder, listeners }).catch(() => end(response, 500));
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/`,
    showPage: id => listeners.tell([event('page', id)]),
    showProblem: text => listeners.add(event('problem', text)),
    close: () =>
      new Promise(done => {
        server.close(() => done());
        listeners.close();
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, host: string, port: number | undefined): Promise<void> {
  try {
    await tryToListen(server, host, port ?? USUAL_PORT);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (port === undefined && (code === 'EADDRINUSE' || code === 'EACCES')) {
      return tryToListen(server, host, 0);
    }
    throw new SparkifyError('bad-usage', `The page cannot be served at ${host}, port ${port}: ${code}.`, {
      exitCode: 2,
      hint: 'Name another --port, or none to get a free one; --host is an address of this machine.',
      cause: error,
    });
  }
}

function tryToListen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      done();
    });
  });
}

interface Served {
  readonly folder: string;
  readonly listeners: Listeners;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!isAskedHere(request)) return end(response, 403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
  const pathname = URL.parse(request.url ?? '/', 'http://localhost')?.pathname;
  if (pathname === undefined) return end(response, 404);
  if (pathname === EVENTS) return served.listeners.open(response);
  await sendFile(pathname === '/' ? '/index.html' : pathname, request, response, served.folder);
}

/** Beside what the page itself says of scripts: nobody else may show it in a frame, or load its data. */
const headers: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Other sites that one visits can send requests to this machine, and give their own names an address of it. Neither gets
 * anything: only pages of this server itself, and whoever types its address.
 */
function isAskedHere({ headers, socket }: IncomingMessage): boolean {
  const address = URL.parse(`http://${headers.host}`);
  const bare = address?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const isOwnName = bare === 'localhost' || bare === socket.localAddress?.replace(/^::ffff:/, '');
  const isForeign = headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
  return isOwnName && !isForeign;
}

/** Pages that are open, and what they are to know. */
class Listeners {
  readonly #open = new Set<ServerResponse>();
  #state: readonly string[] = [];

  open(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(['retry: 1000\n\n', ...this.#state].join(''));
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  /** Tells a new state. */
  tell(state: readonly string[]): void {
    this.#state = state;
    for (const response of this.#open) response.write(state.join(''));
  }

  close(): void {
    for (const response of this.#open) response.end();
  }

  /** Adds something to the state. */
  add(text: string): void {
    this.tell([...this.#state, text]);
  }
}

function event(name: 'page' | 'problem', text: string): string {
  return `event: ${name}\ndata: ${JSON.stringify(text)}\n\n`;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

async function sendFile(
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
): Promise<void> {
  const path = pathOf(pathname, folder);
  const type = types[extname(pathname)];
  // Another file may take its place at any time, so that size and text must be those of one that is open.
  const file = path === undefined || type === undefined ? undefined : await open(path).catch(() => undefined);
  if (file === undefined) return end(response, 404);
  try {
    const found = await file.stat();
    if (!found.isFile()) return end(response, 404);
    response.setHeader('content-type', type!);
    if (pathname === '/index.html') return sendIndex(await file.readFile('utf8'), request, response);
    response.setHeader('content-length', found.size);
    if (request.method === 'HEAD') return end(response, 200);
    await pipeline(file.createReadStream({ autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/** A page that is served asks for changes; one that lies on a disk has nobody to ask. */
function sendIndex(html: string, request: IncomingMessage, response: ServerResponse): void {
  const text = html.replace('<html ', `<html data-events="${EVENTS}" `);
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Undefined of what does not lie below the folder, or is only being written. */
function pathOf(pathname: string, folder: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const path = join(folder, decoded);
  const isHidden = decoded.split(/[/\\]/).some(part => part.startsWith('.'));
  return isHidden || decoded.includes('\0') || !path.startsWith(folder + sep) ? undefined : path;
}

function end(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.statusCode = status;
  response.end();
}
