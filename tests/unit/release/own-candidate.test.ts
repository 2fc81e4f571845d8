import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../src/release/begin.ts';
import { findCandidate } from '../../../src/release/read-documents.ts';
import { recoverSteps } from '../../../src/release/recover.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { LakeWorld } from '../../helpers/lake-world.ts';

test('a touch changes the ETag, so that whoever read the candidate before cannot take it', async t => {
  const lake = new LakeWorld().process();
  const candidate = await runSteps(beginSteps(lake, 'build'));
  const before = await findCandidate(lake, candidate.release);
  await candidate.touch();
  const after = await findCandidate(lake, candidate.release);
  t.not(after?.etag, before?.etag);
  t.true(after!.modified > before!.modified);
});

test('a touch whose answer was lost does not stop what comes after it', async t => {
  const world = new LakeWorld();
  let isLost = false;
  const lake = world.process({
    onOperation({ name, phase }) {
      if (isLost && name === 'putIfMatch' && phase === 'after') throw new Error('no answer');
    },
  });
  const candidate = await runSteps(beginSteps(lake, 'build'));
  isLost = true;
  await t.throwsAsync(candidate.touch());
  isLost = false;
  await candidate.nameRelease('next');
  t.is(candidate.release, 'next');
  t.deepEqual((await findCandidate(lake, candidate.document.release))?.value.ids, [
    candidate.document.release,
    'next',
  ]);
});

test('touches and changes at the same time all take effect', async t => {
  const lake = new LakeWorld().process();
  const candidate = await runSteps(beginSteps(lake, 'build'));
  await Promise.all([
    candidate.touch(),
    candidate.nameRelease('a'),
    candidate.touch(),
    candidate.nameRelease('b'),
  ]);
  const { release } = candidate.document;
  t.deepEqual((await findCandidate(lake, release))?.value.ids, [release, 'a', 'b']);
});

test('a candidate that another process holds or has removed is lost, and the message says which', async t => {
  const world = new LakeWorld();
  const candidate = await runSteps(beginSteps(world.process({ host: 'there' }), 'build'));
  world.pass(1);
  const recovery = recoverSteps(world.process());
  await beforeStep(recovery, 'list-files');
  const taken = await t.throwsAsync(candidate.requireOwn(), { instanceOf: SparkifyError });
  t.is(taken?.code, 'lost-candidate');
  t.regex(taken!.message, /taken over by ann on here/);
  t.false(await candidate.isContinued());
  await runSteps(recovery);
  const removed = await t.throwsAsync(candidate.touch(), { instanceOf: SparkifyError });
  t.is(removed?.code, 'lost-candidate');
  t.regex(removed!.message, /removed/);
});
