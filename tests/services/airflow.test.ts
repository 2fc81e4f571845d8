import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { totalsFiles } from '../helpers/candidate-cases.ts';
import { type CliProject, cliProject, repository } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { filesWith, tinyConfig } from '../helpers/tiny-project.ts';
import { airflow } from './install-airflow.ts';

const run = promisify(execFile);
const because = airflow === undefined ? ' [skipped: Airflow cannot be installed]' : '';
const withAirflow = airflow === undefined ? test.serial.skip : test.serial;

interface ReadTask {
  readonly id: string;
  readonly operator: string;
  readonly after: readonly string[];
  readonly trigger: string;
  readonly retries: number;
  readonly timeoutMinutes: number;
  readonly command: string | null;
  readonly cluster: Readonly<Record<string, unknown>> | null;
  readonly env: Readonly<Record<string, string>> | null;
}

interface ReadDag {
  readonly schedule: string;
  readonly timezone: string;
  readonly catchup: boolean;
  readonly maxActiveRuns: number;
  readonly tasks: readonly ReadTask[];
}

/** A home of its own for Airflow. It has no database: only what runs a DAG needs one. */
function airflowHome(t: ExecutionContext): NodeJS.ProcessEnv {
  const home = temporaryFolder(t);
  const env = {
    ...process.env,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__DAGS_FOLDER: join(home, 'dags'),
    AIRFLOW__LOGGING__LOGGING_LEVEL: 'ERROR',
  };
  mkdirSync(join(home, 'dags'));
  return env;
}

/** What Airflow makes of the one DAG that a project exports. */
async function readDag(t: ExecutionContext, project: CliProject, env: NodeJS.ProcessEnv): Promise<ReadDag> {
  const folder = env.AIRFLOW__CORE__DAGS_FOLDER!;
  const script = join(repository, 'tests/services/read-dags.py');
  const { stdout } = await run(airflow!, [script, folder], { env, maxBuffer: 1e8 });
  const { errors, dags } = JSON.parse(stdout.slice(stdout.indexOf('{"errors"'))) as {
    readonly errors: Readonly<Record<string, string>>;
    readonly dags: Readonly<Record<string, ReadDag>>;
  };
  t.deepEqual(errors, {}, project.folder);
  const [dag, ...others] = Object.values(dags);
  t.is(others.length, 0);
  return dag!;
}

async function exported(t: ExecutionContext, project: CliProject, ...args: readonly string[]) {
  const env = airflowHome(t);
  const file = join(env.AIRFLOW__CORE__DAGS_FOLDER!, 'lake.py');
  await succeeded(t, project.sparkify('export', 'airflow', '-o', file, ...args));
  return { env, dag: await readDag(t, project, env) };
}

const launcher = `${process.execPath} ${join(repository, 'bin/sparkify.js')}`;

withAirflow(
  `Airflow imports a build as one task, every day at the hour that was asked for${because}`,
  async t => {
    t.timeout(300_000);
    const project = cliProject(t, filesWith({}));
    const { dag } = await exported(
      t,
      project,
      '--at',
      '6:30',
      '--timezone',
      'Europe/Berlin',
      '--env',
      'HOME',
    );
    t.is(dag.schedule, '30 6 * * *');
    t.is(dag.timezone, 'Europe/Berlin');
    t.false(dag.catchup);
    t.is(dag.maxActiveRuns, 1);
    t.deepEqual(
      dag.tasks.map(({ id, operator, after, retries }) => ({ id, operator, after, retries })),
      [{ id: 'build', operator: 'BashOperator', after: [], retries: 1 }],
    );
    t.is(dag.tasks[0]!.command, 'npx sparkify build --target dev ');
    t.is(dag.tasks[0]!.env?.HOME, process.env.HOME);
  },
);

const emrConfig = `import { defineConfig, duckdb, emr } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: {
    dev: duckdb(),
    emr: emr({ lake: 's3://my-lake/music', cluster: process.env.SPARKIFY_EMR_CLUSTER, tags: { who: '{{ 1 }}' } }),
    own: emr({ lake: 's3://my-lake/music' }),
  },
});
`;

withAirflow(
  `Airflow imports a cluster that is created, built on, and terminated in any case; a failed build fails the run${because}`,
  async t => {
    t.timeout(300_000);
    const project = cliProject(t, filesWith({ 'sparkify.config.ts': emrConfig }));
    const { dag } = await exported(t, project, '--target', 'emr', '--cluster');
    t.deepEqual(
      dag.tasks.map(({ id, operator, after, trigger }) => ({ id, operator, after, trigger })),
      [
        { id: 'create_cluster', operator: 'EmrCreateJobFlowOperator', after: [], trigger: 'all_success' },
        { id: 'build', operator: 'BashOperator', after: ['create_cluster'], trigger: 'all_success' },
        ...[
          {
            id: 'terminate_cluster',
            operator: 'EmrTerminateJobFlowOperator',
            after: ['build', 'create_cluster'],
            trigger: 'all_done',
          },
          { id: 'outcome', operator: 'BashOperator', after: ['build'], trigger: 'all_success' },
        ].sort(
          (a, b) =>
            dag.tasks.findIndex(({ id }) => id === a.id) - dag.tasks.findIndex(({ id }) => id === b.id),
        ),
      ],
    );
    const [create, build] = dag.tasks;
    t.is(build!.command, 'npx sparkify build --target emr --yes ');
    t.is(build!.env?.SPARKIFY_EMR_CLUSTER, '{{ ti.xcom_pull(task_ids="create_cluster") }}');
    t.is(build!.timeoutMinutes, 780);
    const { Instances, AutoTerminationPolicy, Tags, Steps } = create!.cluster as Record<string, unknown>;
    t.like(Instances, { KeepJobFlowAliveWhenNoSteps: true, TerminationProtected: false });
    t.deepEqual(AutoTerminationPolicy, { IdleTimeout: 900 });
    t.is(Steps, undefined);
    t.regex(JSON.stringify(Tags), /\{\{ \\"\{\\" \}\}\{ 1 \}\}/);
  },
);

test('a cluster is created only for a target that builds on it', async t => {
  const project = cliProject(t, filesWith({ 'sparkify.config.ts': emrConfig }));
  const export_ = (...args: readonly string[]) => project.sparkify('export', 'airflow', ...args);
  t.regex(await failed(t, export_('--cluster'), 2), /builds on no cluster of EMR/);
  t.regex(
    await failed(t, export_('--target', 'own', '--cluster'), 2),
    /cluster: process\.env\.SPARKIFY_EMR_CLUSTER/,
  );
  t.regex(await failed(t, export_('--target', 'own', '--per-model'), 2), /as many jobs on EMR/);
  t.regex(await failed(t, export_('--per-model', '--cluster'), 2), /exclude each other/);
  t.regex(
    await failed(t, export_('--state', 'target'), 2),
    /--state compares with what an earlier run left, and a DAG builds the same every day/,
  );
});

test('what is said of targets, variables, threads and selection holds for the builds of the DAG', async t => {
  const project = cliProject(t, filesWith({}));
  const text = await succeeded(
    t,
    project.sparkify(
      ...[
        'export',
        'airflow',
        '--target',
        'dev',
        '--vars',
        '{a: 1}',
        '--threads',
        '3',
        '--select',
        '+payments',
      ],
      ...['--exclude', 'tag:slow', '--resource-type', 'model', 'test', '--indirect-selection', 'cautious'],
    ),
  );
  t.true(
    text.includes(
      "npx sparkify build --select +payments --exclude tag:slow --resource-type model test --indirect-selection cautious --target dev --vars '{a: 1}' --threads 3 ",
    ),
    text,
  );
});

const modelFiles = filesWith(totalsFiles);

const rows = async (t: ExecutionContext, project: CliProject) =>
  succeeded(
    t,
    project.sparkify('show', '--inline', "select * from {{ ref('totals') }} order by 1", '--output', 'csv'),
  );

withAirflow(
  `Airflow runs a task for each table, tests them together and publishes what a build publishes${because}`,
  async t => {
    t.timeout(600_000);
    const project = cliProject(t, modelFiles);
    const { env, dag } = await exported(t, project, '--per-model', '--program', launcher);
    t.deepEqual(Object.fromEntries(dag.tasks.map(({ id, after }) => [id, after])), {
      candidate: [],
      payments: ['candidate'],
      rates: ['candidate'],
      totals: ['candidate', 'payments', 'rates'],
      test: ['payments', 'rates', 'totals'],
      publish: ['test'],
    });
    await run(airflow!, ['-m', 'airflow', 'db', 'migrate'], { env });
    await run(airflow!, ['-m', 'airflow', 'dags', 'test', 'sparkify_tiny_dev'], { env, maxBuffer: 1e8 });
    const published = await rows(t, project);
    t.regex(published, /Ada,9\.5\nBo,6/);
    const listed = await succeeded(t, project.sparkify('releases', 'list', '--log-format', 'json'));
    const releases = listed
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    t.is(releases.length, 1);
    t.like(releases[0], { state: 'current', command: 'publish', tested: true });

    const built = cliProject(t, modelFiles);
    await succeeded(t, built.sparkify('build'));
    t.is(await rows(t, built), published);
  },
);

/** Words that a shell, Python or Jinja would take for something else. */
const hostile = [
  `it's`,
  '"',
  '$(touch /tmp/sparkify-was-here)',
  '`id`',
  '{{ 1/0 }}',
  '{% raw %}',
  '{# #}',
  '\\',
  '\n',
  '🎵.sh',
];

withAirflow(`no text of a project means anything to a shell, to Python or to Airflow${because}`, async t => {
  t.timeout(300_000);
  const text = JSON.stringify({ salt: hostile.join(' ') });
  const project = cliProject(
    t,
    filesWith({
      'sparkify.config.ts': tinyConfig({ more: `  vars: { salt: '' },\n` }),
      // Prints its last argument.
      'print.cjs': 'process.stdout.write(process.argv.at(-1));',
    }),
  );
  const program = `${process.execPath} ${project.path('print.cjs')}`;
  const { env } = await exported(t, project, '--vars', text, '--program', program);
  const script = `
import sys
from airflow.dag_processing.dagbag import DagBag
from jinja2.sandbox import SandboxedEnvironment
[dag] = DagBag(dag_folder=sys.argv[1]).dags.values()
import subprocess
[task] = dag.tasks
command = SandboxedEnvironment().from_string(task.bash_command).render({})
sys.stdout.write("\\n<<" + subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout)
`;
  const { stdout } = await run(airflow!, ['-c', script, env.AIRFLOW__CORE__DAGS_FOLDER!], { env });
  t.is(stdout.slice(stdout.lastIndexOf('\n<<') + 3), text);
});
