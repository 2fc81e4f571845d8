import { setImmediate as nextTick } from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import { aside, type Schedulable, schedule, type TaskOutcome } from '../../../src/run/schedule.ts';

/** Each task depends on some of those before it; `failing` is whether it fails. */
const tasksArbitrary = fc
  .array(fc.record({ parents: fc.array(fc.nat()), failing: fc.boolean(), turns: fc.nat({ max: 3 }) }), {
    maxLength: 25,
  })
  .map(drafts =>
    drafts.map(({ parents, failing, turns }, i) => ({
      id: `t${i}`,
      dependsOn: i === 0 ? [] : [...new Set(parents.map(parent => `t${parent % i}`))],
      failing: failing && turns === 0,
      turns,
    })),
  );

interface Journal {
  readonly started: string[];
  readonly ended: Map<string, TaskOutcome>;
  readonly skipped: Map<string, string | undefined>;
  mostAtOnce: number;
}

async function play(
  tasks: readonly (Schedulable & { failing: boolean; turns: number })[],
  concurrency: number,
  abortAfter = Number.POSITIVE_INFINITY,
): Promise<Journal> {
  const journal: Journal = { started: [], ended: new Map(), skipped: new Map(), mostAtOnce: 0 };
  const abort = new AbortController();
  let running = 0;
  await schedule(tasks, {
    concurrency,
    signal: abort.signal,
    run: async task => {
      journal.started.push(task.id);
      journal.mostAtOnce = Math.max(journal.mostAtOnce, ++running);
      for (let turn = 0; turn < task.turns; turn++) await nextTick();
      running--;
      const outcome = task.failing ? 'failed' : 'done';
      journal.ended.set(task.id, outcome);
      if (journal.started.length >= abortAfter) abort.abort();
      return outcome;
    },
    skip: (task, because) => journal.skipped.set(task.id, because),
  });
  return journal;
}

test('every task runs once after its parents, or is skipped because one of them did not', async t => {
  await fc.assert(
    fc.asyncProperty(tasksArbitrary, fc.integer({ min: 1, max: 4 }), async (tasks, concurrency) => {
      const { started, ended, skipped, mostAtOnce } = await play(tasks, concurrency);
      t.true(mostAtOnce <= concurrency);
      t.is(new Set(started).size, started.length);
      for (const task of tasks) {
        const broken = task.dependsOn.filter(id => ended.get(id) === 'failed' || skipped.has(id));
        if (broken.length === 0) t.is(ended.get(task.id), task.failing ? 'failed' : 'done');
        else
          t.true(broken.includes(skipped.get(task.id)!), `${task.id} is skipped because of a broken parent`);
        t.not(ended.has(task.id), skipped.has(task.id));
      }
    }),
    { numRuns: 300 },
  );
});

test('while tasks stand aside others run, and no more stand there than may run', async t => {
  const waiting = fc.array(
    fc.record({ before: fc.nat({ max: 2 }), aside: fc.nat({ max: 6 }), after: fc.nat({ max: 2 }) }),
    {
      maxLength: 20,
    },
  );
  await fc.assert(
    fc.asyncProperty(waiting, fc.integer({ min: 1, max: 3 }), async (drafts, concurrency) => {
      const tasks = drafts.map((draft, i) => ({ id: `t${i}`, dependsOn: [], ...draft }));
      const turns = async (count: number) => {
        for (let turn = 0; turn < count; turn++) await nextTick();
      };
      let [running, standing, ended] = [0, 0, 0];
      await schedule(tasks, {
        concurrency,
        signal: new AbortController().signal,
        run: async task => {
          t.true(running - Math.min(standing, concurrency) < concurrency, `${task.id} has a place`);
          running++;
          await turns(task.before);
          // Two works of a task are still one task.
          const wait = () => aside(() => aside(() => turns(task.aside)));
          standing++;
          await Promise.all([wait(), wait()]);
          standing--;
          await turns(task.after);
          running--;
          ended++;
          return 'done';
        },
        skip: () => undefined,
      });
      t.is(ended, tasks.length);
    }),
    { numRuns: 300 },
  );
});

test('a task that stands aside makes room at once, and gets back without waiting', async t => {
  const told: string[] = [];
  const first = Promise.withResolvers<void>();
  await schedule(
    ['a', 'b'].map(id => ({ id, dependsOn: [] })),
    {
      concurrency: 1,
      signal: new AbortController().signal,
      run: async ({ id }) => {
        told.push(`${id} begins`);
        if (id === 'a') await aside(() => first.promise);
        else {
          first.resolve();
          while (!told.includes('a ends')) await nextTick();
        }
        told.push(`${id} ends`);
        return 'done';
      },
      skip: () => undefined,
    },
  );
  t.deepEqual(told, ['a begins', 'b begins', 'a ends', 'b ends']);
});

test('work that goes on aside after its task has failed makes room for nobody', async t => {
  const left = Promise.withResolvers<void>();
  let [running, most] = [0, 0];
  await schedule(
    ['a', 'b', 'c', 'd'].map(id => ({ id, dependsOn: [] })),
    {
      concurrency: 1,
      signal: new AbortController().signal,
      run: async ({ id }) => {
        if (id === 'a') {
          void aside(() => left.promise);
          return 'failed';
        }
        most = Math.max(most, ++running);
        await nextTick();
        running--;
        return 'done';
      },
      skip: () => undefined,
    },
  );
  left.resolve();
  t.is(most, 1);
});

test('outside of a schedule, work aside is just done', async t => {
  t.is(await aside(async () => 'done'), 'done');
  await t.throwsAsync(
    aside(async () => {
      throw new Error('not done');
    }),
    { message: 'not done' },
  );
});

test('after an abort nothing starts, and what did not run is said', async t => {
  await fc.assert(
    fc.asyncProperty(tasksArbitrary, fc.integer({ min: 1, max: 5 }), async (tasks, abortAfter) => {
      const { started, skipped } = await play(tasks, 1, abortAfter);
      t.true(started.length <= abortAfter);
      t.is(started.length + skipped.size, tasks.length);
    }),
    { numRuns: 200 },
  );
});

test('ready tasks start in the order they are given, and a slow one holds up only its children', async t => {
  const task = (id: string, dependsOn: string[], turns: number) => ({ id, dependsOn, turns, failing: false });
  const tasks = [
    task('slow', [], 3),
    task('quick', [], 0),
    task('child', ['slow'], 0),
    task('other', ['quick'], 0),
  ];
  const { started } = await play(tasks, 2);
  t.deepEqual(started, ['slow', 'quick', 'other', 'child']);
});

test('ten thousand tasks in a chain of diamonds all run', async t => {
  const tasks = Array.from({ length: 10_000 }, (_, i) => ({
    id: `t${i}`,
    dependsOn: [i - 1, i - 2, i - 3].filter(parent => parent >= 0).map(parent => `t${parent}`),
    failing: false,
    turns: 0,
  }));
  const { started } = await play(tasks, 4);
  t.is(started.length, 10_000);
});
