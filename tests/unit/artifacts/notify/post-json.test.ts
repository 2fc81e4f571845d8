import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { postJson } from '../../../../src/artifacts/notify/post-json.ts';

/** A server that answers one request after the other so; the last answer is that of all further ones. */
async function server(
  t: ExecutionContext,
  ...answers: readonly ((response: ServerResponse, request: IncomingMessage) => void)[]
) {
  const bodies: string[] = [];
  let count = 0;
  const listening = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', text => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      answers[Math.min(count++, answers.length - 1)]!(response, request);
    });
  });
  await new Promise<void>(done => listening.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const { port } = listening.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hooks/s3cret?token=s3cret`, bodies, port };
}

const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end('no');
const quick = { timeout: 300, waits: [1, 1] };

test('what is told is sent as JSON', async t => {
  const { url, bodies } = await server(t, (response, request) => {
    t.is(request.method, 'POST');
    t.is(request.url, '/hooks/s3cret?token=s3cret');
    t.is(request.headers['content-type'], 'application/json');
    response.end('ok');
  });
  t.is(await postJson(url, { text: 'häuser' }), undefined);
  t.deepEqual(bodies, ['{"text":"häuser"}']);
});

test('it is sent again after what may pass, and not after what will not', async t => {
  const passing = await server(t, status(503), status(429), status(200));
  t.is(await postJson(passing.url, {}, quick), undefined);
  t.is(passing.bodies.length, 3);
  const gone = await server(t, status(404));
  t.is(await postJson(gone.url, {}, quick), 'it answered with status 404');
  t.is(gone.bodies.length, 1);
  const broken = await server(t, status(500));
  t.is(await postJson(broken.url, {}, quick), 'it answered with status 500');
  t.is(broken.bodies.length, 3);
});

test('a server that is silent, hangs up or is not there keeps nobody waiting, and nothing of the address is told', async t => {
  const silent = await server(t, () => undefined);
  t.is(await postJson(silent.url, {}, quick), 'it gave no answer within 0.3 s');
  const rude = await server(t, response => response.destroy());
  const { port } = await server(t, status(200));
  const none = `http://127.0.0.1:${port === 1 ? 2 : 1}/hooks/s3cret`;
  for (const url of [rude.url, none]) {
    const problem = await postJson(url, {}, quick);
    t.regex(problem!, /^it cannot be reached( \([A-Z_]+\))?$/);
  }
});

test('nobody follows to where another address points', async t => {
  const other = await server(t, status(200));
  const { url } = await server(t, response => response.writeHead(302, { location: other.url }).end());
  t.is(await postJson(url, {}, quick), 'it answered with status 302');
  t.deepEqual(other.bodies, []);
});
