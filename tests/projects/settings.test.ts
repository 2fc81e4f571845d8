import { existsSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { runSparkify } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';

async function shown(t: ExecutionContext, project: MusicProject, ...args: readonly string[]) {
  const output = await succeeded(t, project.sparkify('show', ...args, '--output', 'json', '--limit', '-1'));
  return JSON.parse(output) as Record<string, unknown>[];
}

test.serial('--vars override those of the config one by one, as YAML or JSON', async t => {
  const project = musicProject(t);
  t.is((await shown(t, project, 'long_plays')).length, 4);
  t.is((await shown(t, project, 'long_plays', '--vars', 'shortest: 195')).length, 2);
  t.is((await shown(t, project, 'long_plays', '--vars', '{"shortest": 205}')).length, 1);
  t.regex(await failed(t, project.sparkify('ls', '--vars', 'shortest'), 2), /bad-vars/);
});

test.serial('each target has its lake, chosen by --target or by SPARKIFY_TARGET', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build', '--target', 'other'));
  t.false(existsSync(project.lake));
  t.is(currentRelease(project.path('target/other'))!.tables.length, 4);

  const env = { ...process.env, SPARKIFY_TARGET: 'other' };
  const again = await succeeded(t, runSparkify(['build'], project.folder, env).ended);
  t.regex(again, /target='other'/);
  t.regex(again, /Nothing was published: the lake already holds just these rows/);
  t.regex(await failed(t, project.sparkify('build', '--target', 'prod'), 2), /dev.*other/);
});

test.serial(
  'a command works from a folder within the project, and from outside with --project-dir',
  async t => {
    const project = musicProject(t);
    const inside = await succeeded(t, runSparkify(['ls', '--select', 'plays'], project.path('models')).ended);
    const outside = ['ls', '--select', 'plays', '--project-dir', project.folder];
    t.is(inside, await succeeded(t, runSparkify(outside, '/').ended));
    t.regex(inside, /^music\.marts\.plays\n/);
    t.regex(await failed(t, runSparkify(['ls'], '/').ended, 2), /no-project/);
  },
);

test.serial('env_var reads the shell and .env, and never an AWS key of either', async t => {
  const project = musicProject(t, {
    'models/environment.sql': `select '{{ env_var('CITY') }}' as city, '{{ env_var('RIVER', 'Rhine') }}' as river,
  '{{ env_var('AWS_REGION', 'nowhere') }}' as region\n`,
    '.env': 'CITY=Basel\nAWS_ACCESS_KEY_ID=hush\nAWS_SECRET_ACCESS_KEY=husher\nAWS_REGION=eu-1\n',
  });
  const show = ['show', 'environment', '--output', 'json'];
  const result = await project.sparkify(...show);
  t.deepEqual(JSON.parse(result.stdout), [{ city: 'Basel', river: 'Rhine', region: 'eu-1' }]);

  const env = { ...process.env, CITY: 'Bern' };
  const other = await runSparkify(show, project.folder, env).ended;
  t.deepEqual(JSON.parse(other.stdout), [{ city: 'Bern', river: 'Rhine', region: 'eu-1' }]);

  const built = await project.sparkify('build');
  t.is(built.exitCode, 0);
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    t.regex(built.output, new RegExp(`warn {2}ignored-env\\n {2}${name} in \\.env is ignored`));
  }
  t.notRegex(built.output, /hush/);

  project.write({ 'models/environment.sql': `select '{{ env_var('AWS_ACCESS_KEY_ID') }}' as secret\n` });
  const refused = await runSparkify(['compile'], project.folder, { ...env, AWS_ACCESS_KEY_ID: 'hush' }).ended;
  t.is(refused.exitCode, 2);
  t.regex(refused.output, /env_var\(\) does not give out AWS_ACCESS_KEY_ID/);
  t.notRegex(refused.output, /hush/);
});

test.serial('macros are Jinja or TypeScript, and call each other across files', async t => {
  const project = musicProject(t, {
    'macros/words.sql': `{% macro shout(column) %}upper({{ column }}){% endmacro %}
{% macro loud(column) %}{{ shout(column) }} || '{{ mark(2) }}'{% endmacro %}`,
    'macros/mark.ts': `export function mark(times: number): string {\n  return '!'.repeat(times);\n}\n`,
    'models/loud.sql': `{% set columns = ['song', 'listener'] %}
select
  {% for column in columns -%}
  {{ loud(column) }} as {{ column }}{{ ',' if not loop.last }}
  {% endfor %}
from {{ ref('plays') }}
where id = 1\n`,
  });
  t.deepEqual(await shown(t, project, 'loud'), [{ song: 'PAPER BOATS!!', listener: 'ADA!!' }]);
});

test.serial('this and target name the model and where it runs', async t => {
  const project = musicProject(t, {
    'models/names.sql': `select '{{ this }}' as this, '{{ target.name }}' as target\n`,
  });
  t.deepEqual(await shown(t, project, 'names', '--target', 'other'), [
    { this: '"main"."names"', target: 'other' },
  ]);
});
