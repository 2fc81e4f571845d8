import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';

/** Files in the folder that DuckDB spills to; none while the folder is not there. */
function spilled(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

test.serial(
  'a build whose data exceed the memory limit spills to the target folder and finishes',
  async t => {
    const project = cliProject(t, {
      'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'spill', targets: { dev: duckdb({ memoryLimit: '200MB', threads: 2 }) } });
`,
      // 160 bytes a row: 240 MB.
      'models/wide.sql': `{{ config(materialized='table', published=false) }}
select i as id, md5(i::varchar) as key, repeat(md5((i * 7)::varchar), 4) as text from range(1500000) as r(i)
`,
      'models/sorted.sql': `{{ config(materialized='external', sort_by='key') }}
select id, key, text from {{ ref('wide') }}
`,
    });
    const { ended } = project.start('build');
    let running = true;
    const finished = ended.finally(() => {
      running = false;
    });
    let mostSpilled = 0;
    while (running) {
      mostSpilled = Math.max(mostSpilled, spilled(project.path('target/tmp')));
      await sleep(20);
    }
    const { exitCode, output } = await finished;
    t.is(exitCode, 0, output);
    t.true(mostSpilled > 0, 'the data did not fit into memory');
    t.is(spilled(project.path('target/tmp')), 0, 'nothing is left of it');

    const rows = await project.sparkify(
      'show',
      '--inline',
      "select count(*) as n, min(key) as first from {{ ref('sorted') }}",
      '--output',
      'csv',
    );
    const { stdout } = rows;

    t.regex(stdout, /^n,first\n1500000,[0-9a-f]{32}\n$/);
  },
);
