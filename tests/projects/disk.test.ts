import { succeeded } from '../helpers/cli-result.ts';
import { lakeContents } from '../helpers/lake-contents.ts';
import { musicProject } from '../helpers/music-project.ts';
import { smallDiskTest, sparkifyOnSmallDisk } from '../helpers/small-disk.ts';

smallDiskTest('a full disk is said, and the lake stays as it was', async t => {
  const project = musicProject(t, {
    'models/big.sql': `{{ config(materialized='table') }}
select id, chance from (select range as id, random() as chance from range({{ var('rows', 10) }}))\n`,
  });
  await succeeded(t, project.sparkify('build'));
  const before = lakeContents(project.lake);
  const disk = { at: 'target/lake', bytes: 2_000_000 };
  const { exitCode, output } = await sparkifyOnSmallDisk(project, disk, 'build', '--vars', 'rows: 1000000');
  t.is(exitCode, 1, output);
  t.regex(output, /error {2}out-of-disk/);
  t.regex(
    output,
    /Free disk space where the lake and the target folder lie, then run the same command again/,
  );
  t.regex(output, /Nothing was published: the lake is as it was/);
  t.deepEqual(lakeContents(project.lake), before);
  // Room that was taken is free again.
  await succeeded(t, sparkifyOnSmallDisk(project, disk, 'build', '--vars', 'rows: 20'));
});

smallDiskTest('a target folder without room is said, and the lake stays as it was', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build'));
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace('targets:', "targetPath: 'full',\n  targets:"),
    'data/plays/march.ndjson':
      '{"id":6,"listener":"di","level":"free","song":"Low Tide","seconds":40,"month":"2026-03"}\n',
    'full/ballast': Buffer.alloc(60_000),
  });
  const before = lakeContents(project.lake);
  const { exitCode, output } = await sparkifyOnSmallDisk(project, { at: 'full', bytes: 65_536 }, 'build');
  t.is(exitCode, 1, output);
  t.regex(output, /error {2}out-of-disk/);
  t.notRegex(output, /bug in sparkify/);
  t.deepEqual(lakeContents(project.lake), before);
});
