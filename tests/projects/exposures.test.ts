import test from 'ava';
import { tinyProject } from '../helpers/tiny-project.ts';

const exposed = {
  'models/exposures.yml': `exposures:
  - name: weekly
    label: Weekly payments
    type: dashboard
    maturity: high
    url: https://example.com/weekly
    description: What was paid in a week.
    owner: { name: The money }
    depends_on:
      - ref('stg_events')
      - ref('payments')
      - source('raw', 'events')
    tags: [board]
    meta: { floor: 3 }
`,
};

test('an exposure is listed and selects what it needs, and nothing runs it', async t => {
  const project = tinyProject(t, exposed);
  const listed = async (...args: readonly string[]) => (await project.sparkify('ls', ...args)).stdout;
  t.is(await listed('--resource-type', 'exposure'), 'exposure:tiny.weekly\n');
  t.is(
    await listed('--select', '+exposure:weekly', '--exclude', 'resource_type:test'),
    'source:tiny.raw.events\ntiny.stg_events\ntiny.payments\nexposure:tiny.weekly\n',
  );
  t.is(await listed('--select', 'exposure:tiny.week*', 'tag:board'), 'exposure:tiny.weekly\n');
  const built = await project.sparkify('build', '--select', '+exposure:weekly');
  t.is(built.exitCode, 0, built.output);
  t.regex(built.output, /Found .*1 exposure/);
  t.notRegex(built.output, /START .*weekly/);
  t.regex(
    (await project.sparkify('check')).output,
    /Checked 2 models, 0 seeds, 1 source, 1 exposure and 2 data tests/,
  );
});

test('the manifest holds an exposure as dbt writes it', async t => {
  const project = tinyProject(t, exposed);
  await project.sparkify('compile');
  const manifest = JSON.parse(project.read('target/manifest.json'));
  t.like(manifest.exposures['exposure.tiny.weekly'], {
    name: 'weekly',
    fqn: ['tiny', 'weekly'],
    type: 'dashboard',
    label: 'Weekly payments',
    maturity: 'high',
    owner: { name: 'The money', email: null },
    depends_on: { nodes: ['model.tiny.payments', 'model.tiny.stg_events', 'source.tiny.raw.events'] },
    sources: [['raw', 'events']],
    path: 'exposures.yml',
    original_file_path: 'models/exposures.yml',
    meta: { floor: 3 },
  });
  t.true(manifest.child_map['model.tiny.payments'].includes('exposure.tiny.weekly'));
  t.is(manifest.nodes['exposure.tiny.weekly'], undefined);
});

test('a failed build names the exposures that read what failed', async t => {
  const project = tinyProject(t, {
    ...exposed,
    'tests/no_bo.sql': "select * from {{ ref('payments') }} where user_name = 'Bo'\n",
  });
  const built = await project.sparkify('build');
  t.is(built.exitCode, 1, built.output);
  t.regex(built.output, /Exposures that read what failed: Weekly payments/);
});

test('an exposure is a reader of a view, and a disabled one is none', async t => {
  const project = tinyProject(t, {
    ...exposed,
    'models/alone.sql': 'select 1 as n\n',
    'models/more.yml': `exposures:
  - name: reads_alone
    type: notebook
    owner: { email: [a@example.com, b@example.com] }
    depends_on: [ref('alone')]
`,
  });
  t.notRegex((await project.sparkify('check')).output, /unread-model/);
  project.write({
    'models/more.yml': project.read('models/more.yml').concat('    config: { enabled: false }\n'),
  });
  t.regex((await project.sparkify('check')).output, /unread-model/);
});

test('what is wrong with an exposure is told at its line', async t => {
  const project = tinyProject(t, {
    'models/exposures.yml': `exposures:
  - name: weekly report
    type: dashbord
    owner: { name: A }
  - name: twice
    type: ml
    owner: { name: A }
    depends_on: [ref('payment'), metric('x'), ref('off')]
  - name: twice
    type: ml
    owner: { name: A }
`,
    'models/off.sql': '{{ config(enabled=false) }}select 1 as n\n',
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /models\/exposures\.yml:2:11 .*\n.*letters, digits and _/);
  t.regex(output, /models\/exposures\.yml:3:11 .*\n[\s\S]*Did you mean "dashboard"\?/);
  t.regex(output, /models\/exposures\.yml:8:18 .*unknown-ref\n[\s\S]*Did you mean "payments"\?/);
  t.regex(
    output,
    /models\/exposures\.yml:8:34 .*\n.*depends on "metric\('x'\)", which does not name a table/,
  );
  t.regex(output, /models\/exposures\.yml:8:47 .*disabled-ref/);
  t.regex(output, /models\/exposures\.yml:9:11 .*duplicate-name/);
});
