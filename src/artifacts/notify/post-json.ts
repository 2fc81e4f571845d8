import { setTimeout as pause } from 'node:timers/promises';

export interface PostOptions {
  /** Milliseconds that one attempt may take. */
  readonly timeout?: number;
  /** Milliseconds to wait before each further attempt; their number is that of the attempts after the first. */
  readonly waits?: readonly number[];
}

/** The longest that a server may ask to wait, in milliseconds. */
const longestWait = 5000;

/**
 * Posts JSON, and again after what may pass: no answer, too many requests, an error of the server.
 *
 * @returns why it could not be sent, in words that hold nothing of the address but its host; undefined when it was
 */
export async function postJson(
  url: string,
  body: object,
  { timeout = 3000, waits = [500, 1500] }: PostOptions = {},
): Promise<string | undefined> {
  const text = JSON.stringify(body);
  for (const wait of [...waits, undefined]) {
    const { problem, mayPass, retryAfter } = await attempt(url, text, timeout);
    if (problem === undefined) return undefined;
    if (!mayPass || wait === undefined) return problem;
    await pause(Math.min(Math.max(wait, retryAfter), longestWait));
  }
  return undefined;
}

interface Attempt {
  readonly problem: string | undefined;
  readonly mayPass: boolean;
  /** Milliseconds. */
  readonly retryAfter: number;
}

async function attempt(url: string, body: string, timeout: number): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      // An address with a secret in it is not for whoever the host points to.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await response.body?.cancel();
    const { status, ok, headers } = response;
    const retryAfter = 1000 * (Number(headers.get('retry-after')) || 0);
    return {
      problem: ok ? undefined : `it answered with status ${status}`,
      mayPass: status === 429 || status >= 500,
      retryAfter,
    };
  } catch (error) {
    return { problem: whyUnsent(error, timeout), mayPass: true, retryAfter: 0 };
  }
}

/** Messages of errors may hold the whole address, so only their codes are told. */
function whyUnsent(error: unknown, timeout: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `it gave no answer within ${timeout / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code === undefined ? 'it cannot be reached' : `it cannot be reached (${code})`;
}
