import test from 'ava';
import { ByteBudget } from '../../../../src/storage/s3/byte-budget.ts';
import { Gate } from '../../../../src/storage/s3/gate.ts';

test('a gate begins narrow, widens with answers to its bound, and halves when told to slow down', t => {
  const gate = new Gate(64, 8);
  t.is(gate.limit, 8);
  for (let answer = 0; answer < 8; answer++) gate.answered();
  t.is(gate.limit, 16);
  for (let answer = 0; answer < 500; answer++) gate.answered();
  t.is(gate.limit, 64);
  gate.slowDown(1000);
  // Refusals of the same moment are one sign.
  gate.slowDown(1001);
  t.is(gate.limit, 32);
  for (let answer = 0; answer < 33; answer++) gate.answered();
  t.is(gate.limit, 33);
  for (let sign = 0; sign < 20; sign++) gate.slowDown(2000 + sign * 1000);
  t.is(gate.limit, 4);
});

test('no more go through a gate at once than it lets in, and all do in the end', async t => {
  const gate = new Gate(5, 5);
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside++;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 50 }, () => gate.through(work)));
  t.is(most, 5);
  await t.throwsAsync(gate.through(() => Promise.reject(new Error('no'))));
  await Promise.all(Array.from({ length: 5 }, () => gate.through(work)));
});

test('a budget of bytes is kept, and what is larger than it goes alone', async t => {
  const budget = new ByteBudget(100);
  let held = 0;
  const seen: number[] = [];
  const take = (bytes: number) =>
    budget.with(bytes, async () => {
      held += bytes;
      seen.push(held);
      await new Promise(setImmediate);
      held -= bytes;
    });
  await Promise.all([60, 60, 30, 500, 10].map(take));
  t.true(
    seen.every(bytes => bytes <= 100 || bytes === 500),
    String(seen),
  );
  t.is(seen.length, 5);
});
