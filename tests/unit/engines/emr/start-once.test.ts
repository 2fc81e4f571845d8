import test from 'ava';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import { startOnce } from '../../../../src/engines/emr/start-once.ts';

type Answer = 'started' | Error;

function answered(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

const silence = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const noConnection = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const slow = Object.assign(new Error('the request socket did not establish a connection'), {
  name: 'TimeoutError',
});
const broken = answered('InternalServerException', 500);
const busy = answered('ThrottlingException', 400);
const refused = answered('ValidationException', 400);

/** AWS with what it answers to one request after the other, and whether it starts something for each. */
function amazon(answers: readonly (readonly [answer: Answer, acts: boolean])[], shows = true) {
  const started: string[] = [];
  let asked = 0;
  return {
    started,
    asked: () => asked,
    async ask() {
      const [answer, acts] = answers[asked++]!;
      if (acts) started.push(`j-${asked}`);
      if (answer === 'started') return started.at(-1)!;
      throw answer;
    },
    find: async () => (shows ? started : []),
    signal: new AbortController().signal,
  };
}

test('what is answered was started', async t => {
  t.deepEqual(await startOnce(amazon([['started', true]])), ['j-1']);
});

test('a request that AWS did not hear or did not take is repeated', async t => {
  const aws = amazon([
    [noConnection, false],
    [slow, false],
    [busy, false],
    ['started', true],
  ]);
  t.deepEqual(await startOnce(aws), ['j-4']);
});

test('a refusal is no answer to wait for', async t => {
  const aws = amazon([[refused, false]]);
  t.is(await t.throwsAsync(startOnce(aws)), refused);
  const keyless = new SparkifyError('no-credentials', 'None.');
  t.is(await t.throwsAsync(startOnce(amazon([[keyless, false]]))), keyless);
});

test('after a request that nobody answered it is looked for, and never asked again', async t => {
  const heard = amazon([[silence, true]]);
  t.deepEqual(await startOnce(heard), ['j-1']);
  const unheard = amazon([[silence, false]]);
  t.is(await t.throwsAsync(startOnce(unheard)), silence);
  t.is(unheard.asked(), 1);
});

test('after a fault of AWS it is looked for, and asked again when nothing is there', async t => {
  const acted = amazon([[broken, true]]);
  t.deepEqual(await startOnce(acted), ['j-1']);
  const idle = amazon([
    [broken, false],
    ['started', true],
  ]);
  t.deepEqual(await startOnce(idle), ['j-2']);
});

test('what a request has started after all, and was seen too late, is told', async t => {
  const aws = amazon([
    [broken, true],
    ['started', true],
  ]);
  let looks = 0;
  // Three looks see nothing yet.
  const late = { ...aws, find: async () => (looks++ < 3 ? [] : aws.started) };
  t.deepEqual(await startOnce(late), ['j-2', 'j-1']);
});

test('a refusal that follows a fault is looked behind', async t => {
  const aws = amazon([
    [broken, true],
    [refused, false],
  ]);
  let looks = 0;
  const late = { ...aws, find: async () => (looks++ < 3 ? [] : aws.started) };
  t.deepEqual(await startOnce(late), ['j-1']);
});

test('where it cannot be looked, nothing is asked again', async t => {
  const aws = amazon([
    [broken, true],
    ['started', true],
  ]);
  const blind = { ...aws, find: () => Promise.reject(new Error('denied')) };
  t.is(await t.throwsAsync(startOnce(blind)), broken);
  t.is(aws.asked(), 1);
});

test('who interrupts it waits for no look', async t => {
  const aws = amazon([[silence, false]]);
  const begun = performance.now();
  t.is(await t.throwsAsync(startOnce({ ...aws, signal: AbortSignal.abort() })), silence);
  t.true(performance.now() - begun < 400);
});
