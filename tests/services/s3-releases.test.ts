import type { ExecutionContext } from 'ava';
import { runSteps } from '../../src/release/steps.ts';
import { killAfterEveryStep } from '../helpers/kill-after-steps.ts';
import { checkAftermath } from '../helpers/lake-aftermath.ts';
import { scenarios } from '../helpers/lake-scenarios.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { s3SerialTest, s3Service, s3Test } from './s3-service.ts';
import { s3World } from './s3-world.ts';

const build = scenarios['a build that changes partitions']!;

for (const name of Object.keys(scenarios)) {
  s3SerialTest(
    `on S3 ${name}, killed with kill -9 after any step, leaves a whole release and nothing that stays`,
    async t => {
      t.timeout(300_000);
      const bucket = await s3Service().newBucket();
      await killAfterEveryStep(t, name, steps => `s3://${bucket}/lake-${steps}`);
    },
  );
}

const kills = [
  ['before', 'hang'],
  ['after', 'swallow-answer'],
] as const;

for (const [phase, kind] of kills) {
  s3Test(
    `on S3 a build killed ${phase} any of its requests leaves a whole release and nothing that stays`,
    async t => {
      t.timeout(300_000);
      await forEveryRequest(t, 2, async (act, proxy, count) => {
        const killed = hit(proxy, count, { kind }, { kind: 'hang' });
        // What a killed process would have gone on with waits for answers that never come.
        const ended = act().then(
          () => undefined,
          () => undefined,
        );
        return Promise.race([killed, ended]);
      });
    },
  );
}

for (const kind of ['drop', 'lost-answer', 'cut-body'] as const) {
  s3Test(`on S3 a build with one request that fails is done all the same: ${kind}`, async t => {
    t.timeout(300_000);
    await forEveryRequest(t, kind === 'lost-answer' ? 1 : 3, async (act, proxy, count) => {
      let at: string | undefined;
      void hit(proxy, count, { kind }).then(request => {
        at = request;
      });
      await act();
      return at;
    });
  });
}

/** Lets something happen to the `count`th request, and perhaps to all that follow; tells which one it was. */
function hit(proxy: FaultProxy, count: number, fault: Fault, then?: Fault): Promise<string> {
  return new Promise(done => {
    proxy.setFault(({ method, key, index }) => {
      if (index === count) done(`${method} ${key}`);
      return index < count ? undefined : index === count ? fault : then;
    });
  });
}

/** `run` does the build and gives the request that was hit; undefined when there were not so many. */
async function forEveryRequest(
  t: ExecutionContext,
  stride: number,
  run: (act: () => Promise<unknown>, proxy: FaultProxy, count: number) => Promise<string | undefined>,
): Promise<void> {
  const service = s3Service();
  const bucket = await service.newBucket();
  for (let count = 0; ; count += stride) {
    const { world, storeAt } = s3World(bucket);
    await build.prepare(world);
    const proxy = await startFaultProxy(t, service.endpoint);
    const lake = world.process({ store: storeAt(proxy.endpoint) });
    const at = await run(() => runSteps(build.act(lake)), proxy, count);
    world.end(lake);
    await checkAftermath(t, world, build, `at ${at}`);
    if (at === undefined) return;
  }
}
