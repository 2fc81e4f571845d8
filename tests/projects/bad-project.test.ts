import test from 'ava';
import { type Refusal, SharedLake } from '../helpers/shared-lake.ts';
import { tinyFiles } from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

const payments = tinyFiles['models/payments.sql'];
const properties = tinyFiles['models/payments.yml'];
const sources = tinyFiles['models/sources.yml'];

/** One thing is wrong, so there is one message; the project is at fault, so the exit code is 2. */
const refused = test.macro(async (t, refusal: Omit<Refusal, 'exitCode'>) => {
  const { output } = await lake.refuses(t, { ...refusal, exitCode: 2 });
  t.is(output.match(/\berror {2}[a-z-]+$/gm)?.length, 1, output);
});

test.serial('two models of one name', refused, {
  files: { 'models/other/payments.sql': payments },
  says: [
    'models/payments.sql:1:1  error  duplicate-name',
    'The name "payments" is used twice: here and in models/other/payments.sql:1:1.',
    'Rename one of them, or disable it.',
  ],
});

test.serial('two declarations of one source table', refused, {
  files: { 'models/more.yml': sources },
  says: [
    'models/sources.yml:4:15  error  duplicate-name',
    'The name "events" is used twice: here and in models/more.yml:4:15.',
  ],
});

test.serial('a cycle is printed as a path', refused, {
  files: {
    'models/a.sql': "select *\nfrom {{ ref('c') }}",
    'models/b.sql': "select *\nfrom {{ ref('a') }}",
    'models/c.sql': "select *\nfrom {{ ref('b') }}",
  },
  says: [
    /models\/[abc]\.sql:2:9 {2}error {2}cycle/,
    /Models depend on each other in a circle: (a -> c -> b -> a|b -> a -> c -> b|c -> b -> a -> c)\./,
    'take one ref() out: models/',
  ],
});

test.serial('a ref to a model that does not exist', refused, {
  files: { 'models/more.sql': "select *\nfrom {{ ref('paymnets') }}" },
  says: [
    'models/more.sql:2:9  error  unknown-ref',
    'ref() names "paymnets", which is neither a model nor a seed.',
    "> 2 | from {{ ref('paymnets') }}",
    'Did you mean "payments"?',
  ],
});

test.serial('a source that is not declared', refused, {
  files: { 'models/more.sql': "select * from {{ source('raw', 'event') }}" },
  says: [
    'models/more.sql:1:18  error  unknown-source',
    'source() names the table "event" of the source "raw"',
    'Did you mean "events"?',
  ],
});

test.serial('a wrong key in YAML', refused, {
  files: { 'models/payments.yml': properties.replace('data_tests', 'data_test') },
  says: [
    'models/payments.yml:6:9  error  bad-property',
    'There is no key "columns[0].data_test".',
    'Did you mean "data_tests"?',
  ],
});

test.serial('a wrong key of a source, which is not missed elsewhere too', refused, {
  files: { 'models/sources.yml': sources.replace('location', 'locaton') },
  says: ['models/sources.yml:5:9  error  bad-property', 'Did you mean "location"?'],
});

test.serial('a file that is not YAML', refused, {
  files: { 'models/payments.yml': `${properties}        description: one: two\n` },
  says: [
    'models/payments.yml:7:22  error  bad-yaml',
    'models/payments.yml is not valid YAML',
    'put texts that hold a colon in quotes',
  ],
});

test.serial('a column type that does not exist', refused, {
  files: { 'models/sources.yml': sources.replace('data_type: INTEGER', 'data_type: INTGER') },
  says: ['models/sources.yml:7:', '"INTGER"', 'Did you mean "integer"?'],
});

test.serial('a data test that does not exist', refused, {
  files: { 'models/payments.yml': properties.replace('unique', 'uniqe') },
  says: ['models/payments.yml:6:32  error  unknown-test', '"uniqe"', 'Did you mean "unique"?'],
});

test.serial('a column that does not exist', refused, {
  files: { 'models/payments.sql': payments.replace('amount', 'amuont') },
  says: [
    'models/payments.sql:2:23  error  unknown-column',
    'There is no column "amuont" here.',
    '> 2 | select id, user_name, amuont, paid_at',
    '    |                       ^^^^^^',
    'Did you mean "amount"?',
  ],
});

test.serial('a table that is not named with ref()', refused, {
  files: { 'models/payments.sql': payments.replace("{{ ref('stg_events') }}", 'evnts') },
  says: [
    'models/payments.sql:3:6  error  unknown-relation',
    'There is no table "evnts".',
    "Did you mean {{ source('raw', 'events') }}?",
  ],
});

test.serial('a table whose name is like no other', refused, {
  files: { 'models/payments.sql': payments.replace("{{ ref('stg_events') }}", 'elsewhere') },
  says: [
    'models/payments.sql:3:6  error  unknown-relation',
    'There is no table "elsewhere".',
    "Tables are named with {{ ref('model') }}",
  ],
});

test.serial('a broken contract', refused, {
  files: { 'models/payments.yml': properties.replace('INTEGER', 'BIGINT') },
  says: [
    'models/payments.yml:4:15  error  contract-broken',
    'payments.id is declared BIGINT, but is INTEGER.',
    'Cast it in the query, id::BIGINT, or declare INTEGER.',
  ],
});

test.serial('a wrong value in config()', refused, {
  files: { 'models/payments.sql': payments.replace('external', 'extrenal') },
  says: [
    'models/payments.sql:1:11  error  bad-model-config',
    'gives "materialized" the wrong value "extrenal"',
    'Did you mean "external"?',
  ],
});

test.serial('a partition column that does not exist', refused, {
  files: { 'models/payments.sql': payments.replace("['user_name']", "['user']") },
  says: ['models/payments.sql:1:51  error  unknown-partition-column', '"user"'],
});

for (const name of ['files', '_hidden']) {
  test.serial(`a published model called ${name}`, refused, {
    files: { [`models/${name}.sql`]: "{{ config(materialized='table') }} select 1 as one" },
    says: [
      `models/${name}.sql:1:1  error  reserved-name`,
      `A published table cannot be called "${name}".`,
      'Rename the model, or give it an alias.',
    ],
  });
}

test.serial('a published column that Parquet cannot hold', refused, {
  files: {
    'models/totals.sql':
      "{{ config(materialized='external') }}\nselect sum(id) as total from {{ ref('payments') }}",
  },
  says: [
    'models/totals.sql:2:19  error  inexact-type',
    'totals.total is HUGEINT, which Parquet cannot hold: it would become DOUBLE.',
    'Cast it to BIGINT',
  ],
});

test.serial('a template that is not Jinja', refused, {
  files: { 'models/payments.sql': payments.replace('amount', '{{ amount( }}') },
  says: ['models/payments.sql:2:', 'error  bad-jinja'],
});

test.serial('a variable that is not set', refused, {
  files: { 'models/payments.sql': payments.replace('amount', "{{ var('price') }} as amount") },
  says: ['models/payments.sql:2:26  error  missing-var', 'The variable "price" is not set.', '--vars'],
});

test.serial('a macro that cannot be imported, whose callers are not blamed too', refused, {
  files: {
    'macros/price.ts': 'export function price( {\n',
    'models/payments.sql': payments.replace('amount', '{{ price() }} as amount'),
  },
  says: ['macros/price.ts:1:', 'error  bad-module'],
});

test.serial('everything that is wrong is said at once, file by file', async t => {
  const { output } = await lake.refuses(t, {
    files: {
      'models/payments.yml': properties.replace('data_tests', 'data_test'),
      'models/more.sql': "select * from {{ ref('paymnets') }}",
    },
    exitCode: 2,
    says: ['error  unknown-ref', 'error  bad-property', '2 errors in 2 files'],
  });
  t.true(output.indexOf('models/more.sql') < output.indexOf('models/payments.yml'));
});
