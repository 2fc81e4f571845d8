import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { lakeContents } from '../helpers/lake-contents.ts';
import { musicProject } from '../helpers/music-project.ts';

/** A file system of a size of our own needs a mount namespace, which not every machine allows. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const withSmallDisk = canMount ? test.serial : test.skip;
const ifAllowed = canMount ? '' : ' (skipped: file systems cannot be mounted here)';

/** Runs the script with `$SPARKIFY` as its first word for the command line, in mounts that vanish with it. */
function inNamespace(script: string, cwd: string): string {
  const sparkify = `${process.execPath} ${join(repository, 'bin/sparkify.js')}`;
  const options = { cwd, encoding: 'utf8', env: { ...process.env, SPARKIFY: sparkify } } as const;
  return execFileSync('unshare', ['-rm', 'sh', '-c', script], options);
}

withSmallDisk(`a full disk is said, and the lake stays as it was${ifAllowed}`, async t => {
  const project = musicProject(t, {
    'models/big.sql': `{{ config(materialized='table') }}
select id, chance from (select range as id, random() as chance from range({{ var('rows', 10) }}))\n`,
  });
  await succeeded(t, project.sparkify('build'));
  cpSync(project.lake, project.path('before'), { recursive: true });
  mkdirSync(project.path('after'));
  const output = inNamespace(
    `mount -t tmpfs -o size=2m tmpfs target/lake
     cp -a before/. target/lake
     $SPARKIFY build --vars 'rows: 1000000' 2>&1; echo "exit $?"
     cp -a target/lake/. after
     $SPARKIFY build --vars 'rows: 20' 2>&1; echo "again $?"`,
    project.folder,
  );
  t.regex(output, /error {2}out-of-disk/);
  t.regex(
    output,
    /Free disk space where the lake and the target folder lie, then run the same command again/,
  );
  t.regex(output, /Nothing was published: the lake is as it was/);
  t.regex(output, /\nexit 1\n/);
  t.deepEqual(lakeContents(project.path('after')), lakeContents(project.path('before')));
  t.regex(output, /\nagain 0\n$/, 'room that was taken is free again');
});

withSmallDisk(`a target folder without room is said, and the lake stays as it was${ifAllowed}`, async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build'));
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace('targets:', "targetPath: 'full',\n  targets:"),
    'data/plays/march.ndjson':
      '{"id":6,"listener":"di","level":"free","song":"Low Tide","seconds":40,"month":"2026-03"}\n',
  });
  const before = lakeContents(project.lake);
  mkdirSync(project.path('full'));
  const output = inNamespace(
    `mount -t tmpfs -o size=64k tmpfs full
     head -c 1m /dev/zero > full/ballast 2> /dev/null
     $SPARKIFY build 2>&1; echo "exit $?"`,
    project.folder,
  );
  t.regex(output, /error {2}out-of-disk/);
  t.regex(output, /\nexit 1\n$/);
  t.notRegex(output, /bug in sparkify/);
  t.deepEqual(lakeContents(project.lake), before);
});
