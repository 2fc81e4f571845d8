import test from 'ava';
import type { CompiledNode, RunnableNode } from '../../../src/compile/node.ts';
import type { Sampling } from '../../../src/engines/session.ts';
import type { Release } from '../../../src/release/documents.ts';
import type { Reading } from '../../../src/run/reading.ts';
import type { RunTask, TaskKind } from '../../../src/run/run-plan.ts';
import { findSampledTables, sampledTableWarnings } from '../../../src/run/sampled-tables.ts';
import { modelNode, seedNode, sourceNode } from '../../helpers/node-builder.ts';

function task(kind: TaskKind, node: CompiledNode): RunTask {
  const { uniqueId: id } = node;
  return { id, kind, node: node as RunnableNode, dependsOn: [], readers: 1, selected: true, last: true };
}

/** A release of which `users` is a sample and `songs` is whole. */
const base = {
  tables: [{ name: 'users', sample: '5 rows of each source' }, { name: 'songs' }],
} as unknown as Release;

const events = sourceNode('events');
const levels = seedNode('levels');
const staged = modelNode('staged', [events.uniqueId], 'view');
const plays = modelNode('plays', [levels.uniqueId, staged.uniqueId]);
const users = modelNode('users', []);
const songs = modelNode('songs', []);
const report = modelNode('report', [songs.uniqueId, users.uniqueId]);

function find(tasks: readonly RunTask[], reading?: Reading, sampled: readonly string[] = []) {
  const sampling: Sampling = { kind: 'rows', count: 9 };
  const samplings = new Map(sampled.map(id => [id, sampling]));
  const found = findSampledTables({ plan: { tasks }, samplings, reading, base, kept: [] });
  return Object.fromEntries(found);
}

test('what is computed from a sampled source is a sample, through views, and a seed is none', t => {
  const tasks = [
    task('source', events),
    task('compute', levels),
    task('compute', staged),
    task('compute', plays),
  ];
  const sample = '9 rows of each source';
  t.deepEqual(find(tasks, { kind: 'rows', count: 9 }, [events.uniqueId]), {
    [events.uniqueId]: sample,
    [staged.uniqueId]: sample,
    [plays.uniqueId]: sample,
  });
});

test('all of the rows are no sample', t => {
  t.deepEqual(find([task('source', events)], { kind: 'share', percent: 100 }, [events.uniqueId]), {});
});

test('a published sample makes one of what reads it, and a table that is computed anew is none', t => {
  const sample = '5 rows of each source';
  t.deepEqual(find([task('released', users), task('released', songs), task('compute', report)]), {
    [users.uniqueId]: sample,
    [report.uniqueId]: sample,
  });
  t.deepEqual(find([task('compute', users), task('released', songs), task('compute', report)]), {});
});

test('each published sample that a plan reads is warned of, and nothing else', t => {
  const tasks = [task('released', users), task('released', songs), task('compute', report)];
  const warnings = sampledTableWarnings({ command: 'build', tasks }, { base, kept: [] });
  t.deepEqual(
    warnings.map(({ code, message, hint }) => [code, message, hint]),
    [
      [
        'sampled-table',
        'The lake holds only a sample of users: 5 rows of each source. What is computed from it is one, too.',
        'Build it whole: sparkify build --select +users+',
      ],
    ],
  );
});
