import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Impatience } from '../../../../src/storage/s3/impatience.ts';

const error = () => new Error('no answer');

/** Waits for ever, or until it is ended. */
const hang = (signal: AbortSignal) =>
  new Promise<never>((_, failed) => signal.addEventListener('abort', () => failed(signal.reason)));

test('before an interrupt nothing is hurried, after it each request has a few seconds', async t => {
  const [impatience, interrupt] = [new Impatience(100), new AbortController()];
  impatience.listen(interrupt.signal);
  const waiting = impatience.during({ signal: undefined, error }, hang);
  waiting.catch(() => undefined);
  await sleep(200);
  interrupt.abort();
  const quick = impatience.during({ signal: undefined, error }, async () => sleep(20, 'answer'));
  t.is(await quick, 'answer');
  await t.throwsAsync(waiting, { message: 'no answer' });
});

test('once a request had its time in vain no other gets any, until the next run', async t => {
  const [impatience, interrupt] = [new Impatience(50), new AbortController()];
  impatience.listen(interrupt.signal);
  interrupt.abort();
  await t.throwsAsync(impatience.during({ signal: undefined, error }, hang), { message: 'no answer' });
  const late = impatience.during({ signal: undefined, error }, async signal => signal.throwIfAborted());
  await t.throwsAsync(late, { message: 'no answer' });
  impatience.listen(new AbortController().signal);
  t.is(await impatience.during({ signal: undefined, error }, async () => 1), 1);
});

test('what a request itself was aborted for is told', async t => {
  const own = new AbortController();
  const waiting = new Impatience().during({ signal: own.signal, error }, hang);
  own.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  const late = new Impatience().during({ signal: own.signal, error }, async signal =>
    signal.throwIfAborted(),
  );
  await t.throwsAsync(late, { message: 'enough' });
});
