import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ExecutionContext } from 'ava';
import type { Play } from './emr-play.ts';
import { type Json, Stage } from './emr-stage.ts';
import { startMoto } from './moto.ts';

/** A call of the API of EMR or EMR Serverless. */
export interface ApiCall {
  /** E.g. `StartJobRun`. */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** How many calls of this action came before. */
  readonly index: number;
}

/** What is answered in the place of AWS; `drop` breaks the connection off, `lose` after AWS has acted. */
export type ApiFault =
  | { readonly status: number; readonly code: string; readonly message: string }
  | 'drop'
  | 'lose';

export interface StageOptions {
  /** What becomes of a job: the bundle is run by a real Spark, it fails, it goes on for ever, or its machines are taken away. */
  readonly job: 'spark' | 'fails' | 'hangs' | 'lost';
  readonly fault?: (call: ApiCall) => ApiFault | undefined;
}

/** Plays AWS: moto writes down what is asked for, and here it comes to life. */
export interface AwsStage {
  readonly endpoint: string;
  readonly calls: readonly ApiCall[];
  /** Jobs that have not ended. */
  playing(): readonly string[];
  setFault(fault: StageOptions['fault']): void;
  /** The next call of an action is done, and never answered. Resolves then. */
  silence(action: string): Promise<void>;
}

export async function startAwsStage(
  t: Pick<ExecutionContext, 'teardown'>,
  options: StageOptions,
): Promise<AwsStage> {
  const moto = await startMoto(t);
  const calls: ApiCall[] = [];
  const plays = new Map<string, Play>();
  const stage = new Stage(plays, options.job);
  const silenced = new Map<string, () => void>();
  let { fault } = options;
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const action = actionOf(request);
    const call = { action, body: parsed(body), index: calls.filter(each => each.action === action).length };
    calls.push(call);
    const chosen = fault?.(call);
    if (chosen === 'drop') return void request.socket.destroy();
    if (chosen !== undefined && chosen !== 'lose') return refuse(response, chosen);
    const answer = await forward(moto, request, known(body));
    const changed = stage.after(call, request.url ?? '', answer.body);
    if (chosen === 'lose') return void request.socket.destroy();
    const silence = silenced.get(action);
    silenced.delete(action);
    if (silence !== undefined) return silence();
    response.writeHead(changed === undefined ? answer.status : 200, { 'content-type': answer.type });
    response.end(changed === undefined ? answer.body : JSON.stringify(changed));
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  t.teardown(() => {
    for (const play of plays.values()) play.cancel();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    playing: () => [...plays].flatMap(([id, play]) => (play.isOver ? [] : [id])),
    setFault(next) {
      fault = next;
    },
    silence: action => new Promise(done => silenced.set(action, done)),
  };
}

function actionOf({ method, url, headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1)!;
  const [, , application, what, run] = new URL(url!, 'http://aws').pathname.split('/');
  const key = [method, application && 'application', what, run && 'run'].filter(Boolean).join(' ');
  return actions[key] ?? key;
}

const actions: Readonly<Record<string, string>> = {
  POST: 'CreateApplication',
  GET: 'ListApplications',
  'GET application': 'GetApplication',
  'DELETE application': 'DeleteApplication',
  'POST application start': 'StartApplication',
  'POST application stop': 'StopApplication',
  'POST application jobruns': 'StartJobRun',
  'GET application jobruns': 'ListJobRuns',
  'GET application jobruns run': 'GetJobRun',
  'DELETE application jobruns run': 'CancelJobRun',
};

/** Moto knows no release with Spark 4. */
function known(body: Buffer): Buffer {
  return Buffer.from(body.toString('utf8').replaceAll(/"emr-spark-[\w.-]+"/g, '"emr-6.6.0"'));
}

async function forward(moto: string, request: IncomingMessage, body: Buffer) {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  // To moto every job has ended.
  const url = request.url!.replace(/(\/jobruns)\?.*$/, '$1');
  const answer = await fetch(`${moto}${url}`, {
    method: request.method!,
    headers: headers as Record<string, string>,
    ...(body.length > 0 && { body }),
  });
  const type = answer.headers.get('content-type') ?? 'application/json';
  return { status: answer.status, type, body: await answer.text() };
}

function refuse(response: ServerResponse, { status, code, message }: Exclude<ApiFault, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
  response.end(JSON.stringify({ __type: code, message }));
}

function parsed(body: Buffer): Json {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return {};
  }
}
