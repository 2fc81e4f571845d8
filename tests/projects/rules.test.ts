import test from 'ava';
import { type RuleName, ruleNames } from '../../src/config/rules.ts';
import { type ProjectFiles, tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

/** What breaks each rule, besides what the small project breaks by itself. */
const breaking: Readonly<Record<RuleName, ProjectFiles>> = {
  'select-star': {
    'models/payments.sql': tinyFiles['models/payments.sql'].replace('id, user_name, amount, paid_at', '*'),
  },
  'join-without-condition': {
    'models/stg_events.sql': `select a.id, a."user" as user_name, a.amount, a.paid_at
from {{ source('raw', 'events') }} as a, (select 1 as one) as b
`,
  },
  'join-key-cast': {
    'models/payments.sql': `{{ config(materialized='external', partition_by=['user_name']) }}
select e.id, e.user_name, e.amount, e.paid_at from {{ ref('stg_events') }} as e
join {{ ref('stg_events') }} as x on x.user_name = e.id where false
`,
  },
  'nullable-partition': {},
  // 101 partitions, each of one row.
  'small-files': {
    'models/scattered.sql':
      "{{ config(materialized='external', partition_by='part') }}\nselect range as id, range as part from range(101)\n",
  },
  'unread-model': { 'models/lonely.sql': "select id from {{ source('raw', 'events') }}\n" },
  'unused-source': {
    'models/stg_events.sql': "select 1 as id, 'Ada' as user_name, 1.5 as amount, now() as paid_at\n",
  },
  'missing-description': {},
  'not-portable': {
    'models/stg_events.sql': `select id, strftime(paid_at, '%G') as user_name, amount, paid_at
from {{ source('raw', 'events') }}
`,
  },
};

for (const rule of ruleNames) {
  test.serial(
    `the rule ${rule} is nothing when it is off, a warning, or an error, as the config says`,
    async t => {
      const others = ruleNames.filter(name => name !== rule).map(name => `'${name}': 'off'`);
      const config = (level: string) =>
        tinyConfig({ more: `  rules: { ${[...others, `'${rule}': '${level}'`].join(', ')} },\n` });
      const project = tinyProject(t, { ...breaking[rule], 'sparkify.config.ts': config('off') });
      const told = async (...args: readonly string[]) => {
        const { exitCode, output } = await project.sparkify(...args);
        const [, severity] = new RegExp(`^\\S+:\\d+:\\d+ {2}(\\w+) {2}${rule}$`, 'm').exec(output) ?? [];
        return { exitCode, severity };
      };
      // Of the last release only this one knows.
      if (rule === 'small-files') t.is((await project.sparkify('build')).exitCode, 0);
      t.deepEqual(await told('check'), { exitCode: 0, severity: undefined });
      project.write({ 'sparkify.config.ts': config('warn') });
      t.deepEqual(await told('check'), { exitCode: 0, severity: 'warn' });
      t.deepEqual(await told('check', '--warn-error'), { exitCode: 2, severity: 'error' });
      if (rule !== 'small-files') t.deepEqual(await told('build'), { exitCode: 0, severity: undefined });
      project.write({ 'sparkify.config.ts': config('error') });
      t.deepEqual(await told('check'), { exitCode: 2, severity: 'error' });
      if (rule !== 'small-files') t.deepEqual(await told('build'), { exitCode: 2, severity: 'error' });
    },
  );
}
