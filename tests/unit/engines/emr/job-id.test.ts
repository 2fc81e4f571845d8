import test from 'ava';
import { describeJob, parseJobId, renderJobId } from '../../../../src/engines/emr/job-id.ts';

const target = { type: 'emr', name: 'prod' } as const;

test('a job is found again by its id, whatever of it was created for it', t => {
  for (const job of [
    { place: 'j-1', work: 's-1', isOwn: true },
    { place: 'j-1', work: 's-1', isOwn: false },
    { place: 'j-1', work: undefined, isOwn: true },
    { asked: '0192-7' },
  ])
    t.deepEqual(parseJobId(renderJobId('emr', job), target), job);
});

test('an id that another kind of target made, or nobody, is refused', t => {
  for (const id of ['emr-serverless/00f/1/own', 'emr', '', 'emr//s-1/'])
    t.throws(() => parseJobId(id, target), { message: /is nothing that the target prod starts/ });
});

test('a person is told what kind of thing it is', t => {
  t.is(describeJob('emr', { place: 'j-1', work: 's-1', isOwn: false }), 'step s-1 of the EMR cluster j-1');
  t.is(
    describeJob('emr-serverless', { place: '00f', work: undefined, isOwn: true }),
    'EMR Serverless application 00f',
  );
});
