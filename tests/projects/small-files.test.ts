import test from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { musicProject } from '../helpers/music-project.ts';

/** As many partitions as there are numbers, each with one row. */
const scattered = (partitions: number) => `{{ config(materialized='external', partition_by='part') }}
select range as id, range as part from range(${partitions})
`;

test('check warns of partitions that are many small files in the last release, and says what they cost', async t => {
  const project = musicProject(t, { 'models/marts/scattered.sql': scattered(101) });
  t.notRegex(await succeeded(t, project.sparkify('check')), /small-files/, 'nothing is published yet');
  await succeeded(t, project.sparkify('build'));
  const output = await succeeded(t, project.sparkify('check'));
  t.regex(output, /models\/marts\/scattered\.sql:1:\d+ {2}warn {2}small-files/);
  t.regex(
    output,
    /scattered was published as 101 files, half of them of \d{3} bytes or less\.[\s\S]*about 202 requests and 1 s, writing all of it 101 and 1 s\./,
  );
  t.notRegex(output, /plays was published as/, 'two partitions are no swarm');
});

test('a hundred small files cost nobody a second, and a rule may be off', async t => {
  const project = musicProject(t, { 'models/marts/scattered.sql': scattered(100) });
  await succeeded(t, project.sparkify('build'));
  t.notRegex(await succeeded(t, project.sparkify('check')), /small-files/);
  const config = project.read('sparkify.config.ts');
  project.write({
    'models/marts/scattered.sql': scattered(101),
    'sparkify.config.ts': config.replace('rules: {', "rules: { 'small-files': 'off',"),
  });
  await succeeded(t, project.sparkify('build'));
  t.notRegex(await succeeded(t, project.sparkify('check')), /small-files/);
});
