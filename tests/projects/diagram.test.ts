import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';

const files = {
  'sparkify.config.ts': `export default { name: 'shop' };`,
  'models/users.sql': `{{ config(materialized='external') }} select 1 as id, 'Ada' as name`,
  'models/orders.sql': `{{ config(materialized='external') }} select 1 as id, 1 as user_id, 2.50::decimal(9,2) as total from {{ ref('lines') }}`,
  'models/lines.sql': `select 1 as order_id`,
  'models/models.yml': `
models:
  - name: users
    columns:
      - { name: ID, description: Number of the user., data_tests: [not_null, unique] }
  - name: orders
    columns:
      - name: user_id
        data_tests:
          - not_null
          - relationships: { arguments: { to: ref('users'), field: id } }
          - relationships: { arguments: { to: "ref('lines')", field: order_id } }
`,
};

const both = `erDiagram
  "users" {
    INTEGER id PK "Number of the user"
    VARCHAR name
  }
  "orders" {
    INTEGER id
    INTEGER user_id FK
    DECIMAL_9_2 total
  }
  "users" ||--o{ "orders" : "user_id"
`;

test('export diagram draws the published tables and what relationships tests say of them', async t => {
  const { exitCode, stdout } = await cliProject(t, files).sparkify(
    'export',
    'diagram',
    '--select',
    'users orders',
  );
  t.is(exitCode, 0);
  t.is(stdout, both);
});

test('export diagram leaves out what is not selected, and writes to a file', async t => {
  const project = cliProject(t, files);
  const { exitCode, output } = await project.sparkify('export', 'diagram', '-s', 'orders', '-o', 'star.mmd');
  t.is(exitCode, 0, output);
  t.is(output, '');
  t.notRegex(project.read('star.mmd'), /users|lines|FK/);
});

test('export diagram refuses a project with errors, and a file that cannot be written', async t => {
  const project = cliProject(t, { ...files, 'models/broken.sql': 'select nothing' });
  const broken = await project.sparkify('export', 'diagram');
  t.is(broken.exitCode, 2);
  t.regex(broken.output, /models\/broken\.sql:1:8/);
  project.remove('models/broken.sql');
  const unwritable = await project.sparkify('export', 'diagram', '-o', 'models/users.sql/x.mmd');
  t.is(unwritable.exitCode, 1);
  t.regex(unwritable.output, /x\.mmd cannot be written/);
});

test('export diagram reads keys and references out of constraints, too', async t => {
  const project = cliProject(t, {
    ...files,
    'models/models.yml': `
models:
  - name: users
    constraints: [{ type: primary_key, columns: [id] }]
    columns: [{ name: name, constraints: [{ type: unique }] }]
  - name: orders
    constraints:
      - { type: foreign_key, columns: [user_id], to: ref('users'), to_columns: [id] }
    columns:
      - name: user_id
        constraints: [{ type: not_null }, { type: unique }]
        data_tests: [{ relationships: { arguments: { to: ref('users'), field: id } } }]
`,
  });
  const { exitCode, stdout, output } = await project.sparkify('export', 'diagram');
  t.is(exitCode, 0, output);
  t.is(
    stdout,
    `erDiagram
  "users" {
    INTEGER id PK
    VARCHAR name UK
  }
  "orders" {
    INTEGER id
    INTEGER user_id PK, FK
    DECIMAL_9_2 total
  }
  "users" ||--o| "orders" : "user_id"
`,
  );
});
