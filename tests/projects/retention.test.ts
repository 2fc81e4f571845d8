import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { lakeContents, lakeKeys } from '../helpers/lake-contents.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';

function keeping(t: ExecutionContext, settings: string): MusicProject {
  const project = musicProject(t);
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace("name: 'music',", `name: 'music', releases: ${settings},`),
  });
  return project;
}

/** A build that has something new to publish. */
async function changedBuild(t: ExecutionContext, project: MusicProject, id: number): Promise<string> {
  const record = { id, listener: 'ada', level: 'free', song: 'Low Tide', seconds: 100, month: '2026-03' };
  project.write({ [`data/plays/${id}.ndjson`]: `${JSON.stringify(record)}\n` });
  await succeeded(t, project.sparkify('build'));
  return currentRelease(project.lake)!.release;
}

function releaseDocuments({ lake }: MusicProject): readonly string[] {
  return lakeKeys(lake).flatMap(key => /^_sparkify\/releases\/(.*)\.json$/.exec(key)?.[1] ?? []);
}

test.serial(
  'releases that need not be kept go with the build that drops them, and their files with them',
  async t => {
    const project = keeping(t, '{ keep: 1, keepHours: 0 }');
    const first = await changedBuild(t, project, 11);
    const second = await changedBuild(t, project, 12);
    t.deepEqual(releaseDocuments(project), [first, second]);
    const third = await changedBuild(t, project, 13);
    t.deepEqual(releaseDocuments(project), [second, third]);

    // What the first release wrote and later ones carry over stays; its other files are gone.
    const files = lakeKeys(project.lake).filter(key => key.startsWith(`files/${first}/`));
    t.true(files.some(key => key.startsWith(`files/${first}/plays/month=2026-01/`)));
    t.false(files.some(key => key.startsWith(`files/${first}/plays/month=2026-03/`)));
    t.regex(await succeeded(t, project.sparkify('show', 'plays', '--limit', '-1')), /\n8 rows\n/);
  },
);

test.serial('prune drops what a looser setting has kept, and has nothing to do the second time', async t => {
  const project = keeping(t, '{ keep: 5, keepHours: 24 }');
  const ids = [];
  for (const id of [11, 12, 13]) ids.push(await changedBuild(t, project, id));
  t.regex(await succeeded(t, project.sparkify('releases', 'prune')), /Nothing to prune/);
  t.deepEqual(releaseDocuments(project), ids);

  const config = project.read('sparkify.config.ts');
  project.write({ 'sparkify.config.ts': config.replace('keep: 5, keepHours: 24', 'keep: 1, keepHours: 0') });
  const pruned = await succeeded(t, project.sparkify('releases', 'prune'));
  t.regex(pruned, new RegExp(`Removed release ${ids[0]}, which nothing keeps any more`));
  t.deepEqual(releaseDocuments(project), [ids[2], currentRelease(project.lake)!.release]);
  t.like(currentRelease(project.lake), { command: 'prune', parent: ids[2], tested: true });
});

test.serial('recover and clean have nothing to do in a sound lake, and change nothing in it', async t => {
  const project = musicProject(t);
  t.regex(await succeeded(t, project.sparkify('recover')), /Nothing to recover/);
  t.false(existsSync(project.lake));
  await succeeded(t, project.sparkify('build'));
  const before = lakeContents(project.lake);
  t.regex(await succeeded(t, project.sparkify('recover')), /Nothing to recover/);
  const cleaned = await succeeded(t, project.sparkify('clean'));
  t.regex(cleaned, /Removed .*compiled/);
  t.regex(cleaned, /Kept .*lake/);
  t.false(existsSync(join(project.folder, 'target/compiled')));
  t.deepEqual(lakeContents(project.lake), before);
});

test.serial('doctor finds everything in place', async t => {
  const project = musicProject(t);
  const output = await succeeded(t, project.sparkify('doctor'));
  for (const name of ['node', 'config', 'duckdb', 'project', 'lake', 'disk']) {
    t.regex(output, new RegExp(`^ok +${name} `, 'm'));
  }
});
