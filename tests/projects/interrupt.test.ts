import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { finishedNodes, logLines, succeeded } from '../helpers/cli-result.ts';
import { finishedKeys, lakeContents } from '../helpers/lake-contents.ts';
import { musicProject } from '../helpers/music-project.ts';

/** Takes minutes when nobody stops it. */
const slow = `{{ config(materialized='table') }}
select sum(sin(a.range * b.range)) as total
from range(1000000) as a, range(1000000) as b
where a.range >= 0 or exists (select 1 from {{ ref('plays') }})
`;

async function printed(child: ChildProcess, text: RegExp): Promise<void> {
  let output = '';
  child.stdout!.on('data', chunk => {
    output += chunk;
    if (text.test(output)) child.emit('printed');
  });
  await once(child, 'printed');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test.serial(
    `${signal} stops a running query, leaves the lake as it was, and says what did not run`,
    async t => {
      const project = musicProject(t);
      await succeeded(t, project.sparkify('build'));
      const before = lakeContents(project.lake);
      project.write({
        'models/slow.sql': slow,
        'models/zz_after.sql': `{{ config(materialized='table') }}\nselect total from {{ ref('slow') }}\n`,
        'data/plays/march.ndjson':
          '{"id":6,"listener":"di","level":"free","song":"Low Tide","seconds":40,"month":"2026-03"}\n',
      });
      const { child, ended } = project.start('build');
      await printed(child, /START table model slow/);
      const sentAt = performance.now();
      child.kill(signal);
      const result = await ended;
      t.true(performance.now() - sentAt < 20_000, 'at once, not when the query would have ended');
      t.is(result.exitCode, 1, result.output);
      t.is(result.stderr, '');
      t.regex(
        result.stdout,
        /Interrupting: running queries are being stopped; press Ctrl-C again to quit at once/,
      );
      t.regex(result.stdout, /model slow \.+ \[/);
      t.regex(result.stdout, /SKIP .*zz_after/);
      t.regex(result.stdout, /Nothing was published: the run was interrupted, and the lake is as it was\./);
      t.regex(
        result.stdout,
        /Next: run `sparkify retry` to go on from here; what was half done is not in the lake\./,
      );
      t.deepEqual(
        lakeContents(project.lake),
        before,
        'nothing that readers see, no change of the plain copy',
      );

      project.remove('models/slow.sql');
      project.remove('models/zz_after.sql');
      t.regex(await succeeded(t, project.sparkify('build')), /Published release/);
    },
  );
}

test.serial(
  'an interrupted first build leaves a lake without releases, and its JSON log is whole',
  async t => {
    const project = musicProject(t, { 'models/slow.sql': slow });
    const { child, ended } = project.start('build', '--log-format', 'json');
    await printed(child, /START table model slow/);
    child.kill('SIGINT');
    const result = await ended;
    t.is(result.exitCode, 1, result.output);
    const lines = logLines(result.stdout);
    t.true(lines.some(({ info }) => info.name === 'Interrupting'));
    t.true(finishedNodes(result.stdout).includes('slow'));
    t.like(lines.at(-1)!.info, { name: 'StatsLine' });
    const left = finishedKeys(project.lake).filter(key => !key.startsWith('_sparkify/.'));
    t.deepEqual(left, ['_sparkify/current.json'], 'all else is kept for a retry');
  },
);
