import test from 'ava';
import type { JobTask } from '../../../../src/engines/job.ts';
import { jobBuckets } from '../../../../src/engines/spark/job-buckets.ts';

test('a job names each bucket that it reads from once, and no folder of this machine', t => {
  const lines = {
    kind: 'lines',
    paths: ['s3://bcd/raw/1.json', '/tmp/2.json'],
    foreign: ['s3://abc/raw/3.zst'],
  };
  const files = { kind: 'files', groups: [{ base: 's3://bcd/lake/files/1/users', paths: [] }] };
  const write = { kind: 'write', folder: '/tmp/uploads/users' };
  const tasks = [lines, files, write, { kind: 'test' }] as unknown as readonly JobTask[];
  t.deepEqual(jobBuckets({ threads: 1, failFast: false, tasks }), ['abc', 'bcd']);
});
