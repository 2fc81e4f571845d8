import test from 'ava';
import type { Candidate } from '../../../src/release/documents.ts';
import { systemEnvironment } from '../../../src/release/environment.ts';
import { isDead, isOver } from '../../../src/release/liveness.ts';
import { endedBy } from '../../helpers/job-ender.ts';

const environment = { ...systemEnvironment(), isRunning: () => false };

const candidate: Candidate = {
  release: '01a21c96-0435-7000-85da-91e82e81869d',
  token: 'token',
  abandoned: false,
  kept: false,
  command: 'build',
  owner: { ...environment.owner, pid: environment.owner.pid + 1 },
  remoteJob: null,
  remoteTarget: null,
  base: { release: null, pointerEtag: '' },
  ids: ['01a21c96-0435-7000-85da-91e82e81869d'],
  prefix: 'files/01a21c96-0435-7000-85da-91e82e81869d/',
  touchedAt: '2026-01-01T00:00:00.000Z',
  tasks: 'none',
};

const now = Date.parse('2026-01-01T00:00:05Z');

/** Of a store that tells the time of its objects in milliseconds, and its own in whole seconds. */
const justStored = { value: candidate, modified: now + 900, etag: '"1"' };

test('a candidate of a process that has ended is dead at once, though its store seems to be behind', t => {
  t.true(isDead(environment, justStored, now, { silent: 0, kept: 0, open: 0 }));
  const kept = { ...justStored, value: { ...candidate, kept: true } };
  t.true(isDead(environment, kept, now, { silent: 0, kept: 0, open: 0 }));
});

test('it lives as long as its process does, and as long as one has to be patient', t => {
  const running = { ...environment, isRunning: () => true };
  t.false(isDead(running, justStored, now, { silent: 0, kept: 0, open: 0 }));
  t.false(isDead(environment, justStored, now, { silent: 1000, kept: 0, open: 0 }));
  const elsewhere = { ...candidate, owner: { ...candidate.owner, host: 'elsewhere' } };
  t.false(isDead(environment, { ...justStored, value: elsewhere }, now, { silent: 0, kept: 0, open: 0 }));
});

test('what a dead process left elsewhere is ended before its candidate is taken', async t => {
  const left = { ...justStored, value: { ...candidate, remoteJob: 'emr/j-1//own' } };
  const patience = { silent: 0, kept: 0, open: 0 };
  const ended: string[] = [];
  const jobEnder = endedBy('this', ended);
  t.true(await isOver({ environment, jobEnder }, left, now, patience));
  t.deepEqual(ended, ['emr/j-1//own']);
  t.true(await isOver({ environment, jobEnder }, justStored, now, patience));
  const running = { ...environment, isRunning: () => true };
  t.false(await isOver({ environment: running, jobEnder }, left, now, patience));
  t.is(ended.length, 1, 'that of a living one goes on');
  t.false(
    await isOver({ environment, jobEnder: undefined }, left, now, patience),
    'nobody knows how to end it',
  );
});
