import test from 'ava';
import type { EmrTarget, Target } from '../../../../src/config/target.ts';
import { startOffer } from '../../../../src/engines/emr/offer.ts';

const emr = {
  type: 'emr',
  release: 'emr-spark-8.0.0',
  cluster: undefined,
  timeoutMinutes: 60,
  idleMinutes: 10,
  instances: {
    primary: { types: ['m7g.xlarge'], onDemand: 1, spot: 0 },
    core: { types: ['r7g.xlarge', 'r6g.xlarge'], onDemand: 1, spot: 4 },
  },
} as unknown as EmrTarget;

test('every machine that a build would start is named before it does', t => {
  t.deepEqual(startOffer(emr), [
    'Starts an EMR cluster (emr-spark-8.0.0) for one job, and terminates it afterwards:',
    '  primary: 1 on demand, 0 on the spot market, of m7g.xlarge',
    '  core: 1 on demand, 4 on the spot market, of r7g.xlarge or r6g.xlarge',
    'The job ends after 60 minutes at the latest. A cluster with nothing to do ends after 10.',
  ]);
});

test('on a cluster that is given only a step is started, and on this machine nothing', t => {
  t.is(startOffer({ ...emr, cluster: 'j-1' })![0], 'Starts a step on the EMR cluster j-1.');
  t.is(startOffer({ type: 'duckdb' } as Target), undefined);
  t.is(startOffer({ type: 'spark' } as Target), undefined);
});
