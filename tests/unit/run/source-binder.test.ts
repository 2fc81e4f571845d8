import test, { type ExecutionContext } from 'ava';
import type { CompiledSource } from '../../../src/compile/node.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { openSession } from '../../../src/engines/open-session.ts';
import type { RunEvent } from '../../../src/run/run-event.ts';
import { createSourceBinder, type SourceBinder } from '../../../src/run/source-binder.ts';
import { createSourceFiles } from '../../../src/run/source-files.ts';
import { sourceNode } from '../../helpers/node-builder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

const node: CompiledSource = {
  ...sourceNode('events'),
  declared: [{ name: 'id', type: 'BIGINT' }],
  onBadRecord: 'quarantine',
};

interface Bound {
  readonly sources: SourceBinder;
  readonly events: readonly RunEvent[];
  readonly count: () => Promise<unknown>;
}

/** A source of these files, bound as a view over them. */
async function withBound(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  work: (bound: Bound) => Promise<void>,
): Promise<void> {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'sparkify.config.ts': `export default { name: 'p' };`, ...files });
  const { config } = await loadConfig({ projectDir: folder, env: {} });
  const session = await openSession(config);
  try {
    const events: RunEvent[] = [];
    const sources = createSourceBinder({
      session,
      config,
      filesOf: createSourceFiles(config),
      samplings: new Map(),
      emit: event => events.push(event),
      signal: new AbortController().signal,
    });
    const id = node.uniqueId;
    await sources.bind({ id, kind: 'source', node, dependsOn: [], readers: 1, selected: false, last: true });
    const count = async () => (await session.query('SELECT count(*) FROM raw.events')).rows[0]![0];
    await work({ sources, events, count });
  } finally {
    session.close();
  }
}

const bad = { 'data/events/1.json': '{"id":1}\n{"id":"x"}\n', 'data/events/2.json': '{"id":2}\n' };

test('a query that began before the mending of its source, and fails after it, is done again', async t => {
  await withBound(t, bad, async ({ sources, events, count }) => {
    let mended = () => {};
    const mending = new Promise<void>(resolve => {
      mended = resolve;
    });
    let tries = 0;
    const late = sources.mending(async () => {
      tries++;
      try {
        return await count();
      } catch (error) {
        await mending;
        throw error;
      }
    });
    t.is(await sources.mending(count), '2');
    mended();
    t.is(await late, '2');
    t.is(tries, 2);
    t.is(events.filter(event => event.type === 'quarantined').length, 1);
  });
});

test('queries that meet the same bad record at once wait for one mending', async t => {
  await withBound(t, bad, async ({ sources, events, count }) => {
    const counts = await Promise.all(Array.from({ length: 5 }, () => sources.mending(count)));
    t.deepEqual(counts, ['2', '2', '2', '2', '2']);
    t.is(events.filter(event => event.type === 'quarantined').length, 1);
  });
});

test('undeclared keys and bad records of one source are each reported once, whichever is met first', async t => {
  for (const order of [
    ['1', '2'],
    ['2', '1'],
  ]) {
    const files = {
      [`data/events/${order[0]}.json`]: '{"id":1}\n{"id":"x"}\n',
      [`data/events/${order[1]}.json`]: '{"id":2,"other":5}\n',
      'data/events/3.json': '{"id":3}\n{"id":\n',
    };
    await withBound(t, files, async ({ sources, events, count }) => {
      t.is(await sources.mending(count), '3');
      t.is(await sources.mending(count), '3');
      const diagnostics = events.flatMap(event => (event.type === 'diagnostic' ? [event.diagnostic] : []));
      t.is(diagnostics.filter(({ code }) => code === 'undeclared-key').length, 1);
      t.is(events.filter(event => event.type === 'quarantined').length, 1);
    });
  }
});
