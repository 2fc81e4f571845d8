import test from 'ava';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const groups = `groups:
  - name: finance
    owner: { name: The money, email: money@example.com, slack: '#money' }
    description: Whatever is paid.
  - name: web
    owner: { email: web@example.com }
`;

/** A private model of a group, a model of another group, and one of none. */
const grouped = {
  'models/groups.yml': groups,
  'models/payments.yml': `models:
  - name: payments
    access: private
    group: finance
    columns:
      - name: id
        data_tests: [not_null]
  - name: totals
    config: { group: finance, access: public }
`,
  'models/totals.sql': "select count(*) as n from {{ ref('payments') }}\n",
};

test('a private model is read by models of its group, and tested with its table', async t => {
  const project = tinyProject(t, {
    ...grouped,
    'tests/few_totals.sql': "{{ config(group='finance') }} select * from {{ ref('totals') }} where n > 9\n",
  });
  const built = await project.sparkify('build');
  t.is(built.exitCode, 0, built.output);
  const manifest = JSON.parse(project.read('target/manifest.json'));
  t.like(manifest.groups['group.tiny.finance'], {
    name: 'finance',
    resource_type: 'group',
    owner: { name: 'The money', email: 'money@example.com', slack: '#money' },
  });
  const ownTest = Object.keys(manifest.nodes).find(id => id.startsWith('test.tiny.not_null_payments_id.'))!;
  t.deepEqual(manifest.group_map, {
    finance: ['model.tiny.payments', 'model.tiny.totals', 'test.tiny.few_totals', ownTest],
    web: [],
  });
  t.like(manifest.nodes[ownTest], { group: 'finance', config: { group: null } });
  t.like(manifest.nodes['test.tiny.few_totals'], { group: 'finance', config: { group: 'finance' } });
  t.like(manifest.nodes['model.tiny.payments'], {
    group: 'finance',
    access: 'private',
    config: { group: 'finance', access: 'private' },
  });
});

test('whoever reads a private model of another group is refused at the line of the ref', async t => {
  const project = tinyProject(t, {
    ...grouped,
    'models/visits.sql': `{{ config(group='web') }}
select *
from {{ ref('payments') }}
`,
    'models/plain.sql': "select * from {{ ref('payments') }}\n",
    'tests/all_paid.sql': "select * from {{ ref('payments') }} where amount is null\n",
    'models/exposures.yml': `exposures:
  - name: board
    type: dashboard
    owner: { name: The board }
    depends_on:
      - ref('totals')
      - ref('payments')
`,
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(
    output,
    /models\/visits\.sql:3:\d+ {2}error {2}private-ref\n.*private to the group "finance", and the model "visits" of the group "web" reads it/,
  );
  t.regex(output, /put the model "visits" into the group "finance"/);
  t.regex(output, /models\/plain\.sql:1:\d+ .*\n.*the model "plain" of no group reads it/);
  t.regex(output, /tests\/all_paid\.sql:1:\d+ .*\n.*the test "all_paid" of no group reads it/);
  t.regex(output, /models\/exposures\.yml:7:\d+ .*\n.*the exposure "board" of no group reads it/);
  t.is(output.match(/private-ref/g)?.length, 4);
});

test('a test of a group reads what is private to it', async t => {
  const project = tinyProject(t, {
    ...grouped,
    'tests/all_paid.sql':
      "{{ config(group='finance') }}\nselect * from {{ ref('payments') }} where amount is null\n",
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 0, output);
});

test('a group that nobody declares is refused with the nearest one', async t => {
  const project = tinyProject(t, {
    ...grouped,
    'models/totals.sql': "{{ config(group='finanse') }}\nselect count(*) as n from {{ ref('stg_events') }}\n",
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /models\/totals\.sql:1:11 {2}error {2}unknown-group\n.*There is no group "finanse"/);
  t.regex(output, /Did you mean "finance"\?/);
});

test('folders put their models into a group, and group: and access: select by it', async t => {
  const project = tinyProject(t, {
    ...grouped,
    'sparkify.config.ts': tinyConfig({ more: "  models: { web: { group: 'web', access: 'public' } },\n" }),
    'models/web/visits.sql': 'select 1 as n\n',
  });
  const listed = async (...select: readonly string[]) =>
    (await project.sparkify('ls', '--resource-type', 'model', '--select', ...select)).stdout;
  t.is(await listed('group:web'), 'tiny.web.visits\n');
  t.is(await listed('group:*'), 'tiny.web.visits\ntiny.payments\ntiny.totals\n');
  t.is(await listed('access:public'), 'tiny.web.visits\ntiny.totals\n');
  const wrong = await project.sparkify('ls', '--select', 'access:privat');
  t.regex(wrong.output, /there is no access level "privat"[\s\S]*private/);
});

test('an ephemeral model cannot be public, and an owner has a name or an email', async t => {
  const project = tinyProject(t, {
    'models/groups.yml': 'groups:\n  - name: finance\n    owner: { slack: money }\n',
    'models/totals.sql': "{{ config(materialized='ephemeral', access='public') }}\nselect 1 as n\n",
  });
  const { output } = await project.sparkify('check');
  t.regex(
    output,
    /models\/groups\.yml:3:5 .*\n *The owner of the group "finance" has neither a name nor an email/,
  );
  t.regex(
    output,
    /models\/totals\.sql:1:37 .*\n *"totals" is ephemeral, and what nobody can see cannot be public/,
  );
});
