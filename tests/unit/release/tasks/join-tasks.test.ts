import test from 'ava';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import type { SourceFileState } from '../../../../src/release/documents.ts';
import type { TableChange } from '../../../../src/release/table-change.ts';
import { joinTasks } from '../../../../src/release/tasks/join-tasks.ts';
import type { Attempt, TaskEnded } from '../../../../src/release/tasks/task-documents.ts';

const owner = { host: 'here', pid: 1, user: 'ann' };

/** A task that wrote a table of its name. */
function task(name: string, ended: Partial<TaskEnded> = {}): Attempt {
  const change: TableChange = {
    ...{ name, node: `model.music.${name}`, format: 'parquet', columns: [], partitionColumns: [] },
    ...{ mode: 'replace', files: [] },
  };
  const both = { attempt: `attempt of ${name}`, birth: 'birth' };
  const nothing = { reads: {}, sources: [], passed: [] };
  return {
    ...{ ...both, task: `run --select ${name}`, owner, begunAt: '2026-01-01T00:00:00.000Z' },
    ended: { ...both, outcome: 'complete', changes: [change], ...nothing, ...ended },
  };
}

const file = (path: string, more: Partial<SourceFileState> = {}): SourceFileState => ({
  ...{ path, etag: null, size: 1, modified: '2026-01-01T00:00:00.000Z', rows: null, quarantined: 0 },
  ...more,
});
const read = (files: readonly SourceFileState[]) => ({
  sources: [{ name: 'raw.events', node: 'source.music.raw.events', files }],
});

function join(...attempts: readonly Attempt[]) {
  return joinTasks(attempts, { candidate: 'nightly', tables: [], isDead: () => false });
}

test('a source that several tasks read is one, and of each file somebody may have counted the rows', t => {
  const { sources } = join(
    task('one', read([file('a', { rows: 3 }), file('b')])),
    task('two', read([file('b', { rows: 4 }), file('a')])),
  );
  t.deepEqual(
    sources.map(({ files }) => files.map(({ path, rows }) => [path, rows])),
    [
      [
        ['a', 3],
        ['b', 4],
      ],
    ],
  );
});

test('a source in which two tasks found other files is no one source', t => {
  for (const other of [[file('a')], [file('a'), file('c')], [file('a'), file('b', { size: 2 })]]) {
    const error = t.throws(() => join(task('one', read([file('a'), file('b')])), task('two', read(other))), {
      instanceOf: SparkifyError,
    });
    t.is((error as SparkifyError).code, 'candidate-unready');
    t.regex(
      error.message,
      /found other files in the source raw\.events: `run --select one` and `run --select two`/,
    );
  }
});

test('what was read of the base is told, and what was read of other tasks is not', t => {
  const { reads, changes } = join(
    task('one', { reads: { users: null } }),
    task('two', { reads: { one: 'attempt of one', artists: null, users: null } }),
  );
  t.deepEqual(reads, ['artists', 'users']);
  t.deepEqual(
    changes.map(({ name }) => name),
    ['one', 'two'],
  );
});

test('the tests that passed are those of all tasks', t => {
  const { passed } = join(
    task('one', { passed: ['test.a'] }),
    task('two', { changes: [], passed: ['test.b'] }),
  );
  t.deepEqual([...passed], ['test.a', 'test.b']);
});
