import test from 'ava';
import { type Dag, renderDag, taskIds } from '../../../../src/deploy/airflow/dag.ts';
import { pythonLiteral, shellWords, untemplated } from '../../../../src/deploy/airflow/literals.ts';
import { buildTask, tableTasks } from '../../../../src/deploy/airflow/tasks.ts';

const dag: Dag = {
  project: 'music',
  target: 'prod',
  at: { hour: 5, minute: 0, timezone: 'UTC' },
  folder: '/opt/{{ lake }}',
  program: ['npx', 'sparkify'],
  environment: { SALT: "it's {{ 1 }}" },
  timeoutMinutes: 720,
  tasks: buildTask(['build', '--target', 'prod']),
  sharesDatabase: false,
};

test('a DAG of one task has no edges, and the same input gives the same bytes', t => {
  const text = renderDag(dag);
  t.is(text, renderDag(dag));
  t.notRegex(text, />>|max_active_tasks|airflow\.providers\.amazon/);
  t.regex(text, /schedule="0 5 \* \* \*"/);
  t.regex(text, /bash_command="npx sparkify build --target prod ",/);
});

test('folders and values of variables are no templates', t => {
  const text = renderDag(dag);
  t.regex(text, /^PROJECT = "\/opt\/\{\{ \\"\{\\" \}\}\{ lake \}\}"$/m);
  t.regex(text, /^ENVIRONMENT = \{"SALT": "it's \{\{ \\"\{\\" \}\}\{ 1 \}\}"\}$/m);
});

test('tasks that share a file of DuckDB run one at a time', t => {
  t.regex(renderDag({ ...dag, sharesDatabase: true }), /max_active_tasks=1,/);
});

test('a name of Airflow has letters, digits, dots, dashes and underscores, and is given once', t => {
  t.deepEqual(taskIds(['a b', 'a_b', 'A_B', 'marts.users', 'é']), [
    'a_b',
    'a_b_2',
    'A_B_3',
    'marts.users',
    '_',
  ]);
});

test('a table may be called as a task of the DAG is', t => {
  const tables = [
    { name: 'test', words: ['run', '--select', 'fqn:music.test'], reads: ['publish'] },
    { name: 'publish', words: ['run', '--select', 'fqn:music.publish'], reads: ['unselected'] },
  ];
  const tasks = tableTasks({ tables, common: [], selection: [], hasTests: true });
  t.deepEqual(
    tasks.map(({ id, after }) => [id, after]),
    [
      ['candidate', []],
      ['test_2', ['candidate', 'publish_2']],
      ['publish_2', ['candidate']],
      ['test', ['test_2', 'publish_2']],
      ['publish', ['test']],
    ],
  );
});

test('values are written as Python reads them', t => {
  const value = { a: [true, false, 1.5], 'b"': 'x\\y\n\u2028', none: undefined };
  t.is(pythonLiteral(value), '{"a": [True, False, 1.5], "b\\"": "x\\\\y\\u000a\\u2028"}');
});

test('words are quoted where a shell would read something else, and what begins a template is text', t => {
  t.is(shellWords(['npx', 'a b', "it's", '$HOME', '']), `npx 'a b' 'it'\\''s' '$HOME' ''`);
  t.is(untemplated('{{ a }} {% b %} {# c #} {d}'), '{{ "{" }}{ a }} {{ "{" }}% b %} {{ "{" }}# c #} {d}');
  t.is(untemplated('{{{'), '{{ "{" }}{{ "{" }}{');
});
