import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { buildImage, type Container, type LocalImage, whyNoImage } from './local-image.ts';

const missing = whyNoImage();
const inImage = missing === undefined ? test.serial : test.serial.skip;
const because = missing === undefined ? '' : ` (${missing})`;

const folder = mkdtempSync(join(tmpdir(), 'sparkify-image-'));
let image: LocalImage;

test.before(t => {
  t.timeout(900_000);
  if (missing === undefined) image = buildImage(folder);
});

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

async function shown({ ended, output }: Container): Promise<{ exitCode: number | null; output: string }> {
  return { exitCode: await ended, output: output() };
}

inImage(`the image holds no secrets, no tools of development, and Node is that of its base${because}`, t => {
  const held = readdirSync(image.path('app'));
  for (const name of ['.env', '.git', '.cache', 'bench']) t.false(held.includes(name), name);
  t.deepEqual(readdirSync(image.path('app/tests')), ['data']);
  const modules = readdirSync(image.path('app/node_modules'));
  for (const name of ['typescript', 'ava', 'node', 'fast-check']) t.false(modules.includes(name), name);
});

inImage(`a build in it publishes the lake as the user node${because}`, async t => {
  const { exitCode, output } = await shown(image.run());
  t.is(exitCode, 0, output);
  t.regex(output, /Done\. PASS=\d+ WARN=0 ERROR=0/);
  t.is(statSync(image.path('volume/lake/_sparkify')).uid, 1000);
});

inImage(`a build can write its target folder and the folder for temporary files only${because}`, async t => {
  const before = readdirSync(image.path('app'), { recursive: true }).length;
  t.is((await shown(image.run())).exitCode, 0);
  t.is(readdirSync(image.path('app'), { recursive: true }).length, before);
  t.deepEqual(readdirSync(image.path('home/node')), []);
});

inImage(`other commands take the place of the build${because}`, async t => {
  const { exitCode, output } = await shown(image.run(['show', 'songplays', '--limit', '1']));
  t.is(exitCode, 0, output);
  t.regex(output, /songplay_id/);
});

inImage(`all of it works on a read-only file system with a volume and a /tmp${because}`, async t => {
  for (const args of [undefined, ['check'], ['test'], ['show', 'songplays']]) {
    const { exitCode, output } = await shown(image.run(args, { mode: 'read-only-with-tmp' }));
    t.is(exitCode, 0, output);
  }
});

inImage(
  `a read-only file system without a folder for temporary files is refused by that name${because}`,
  async t => {
    const { exitCode, output } = await shown(image.run(undefined, { mode: 'read-only' }));
    t.is(exitCode, 1, output);
    t.regex(output, /\/tmp cannot be written: EROFS/);
    t.regex(output, /set TMPDIR/);
  },
);

inImage(`a user who may not write the volume is told so in a sentence${because}`, async t => {
  const { exitCode, output } = await shown(image.run(undefined, { user: '4711:4711' }));
  t.is(exitCode, 1, output);
  t.regex(output, /-not-writable/);
  t.notRegex(output, / at .*\.js:\d+/);
});

inImage(`SIGTERM to process 1 ends a build with exit code 1, and publishes nothing${because}`, async t => {
  const published = readdirSync(image.path('volume/lake/_sparkify'));
  writeFileSync(
    image.path('app/models/marts/endless.sql'),
    "{{ config(materialized='table') }}\nselect count(*)::bigint as n from range(900000000000) as r(i) where hash(i) % 7 = 3\n",
  );
  const running = image.run(['build', '--select', 'endless']);
  while (!/START .*endless/.test(running.output())) await wait(50);
  running.stop('SIGTERM');
  const { exitCode, output } = await shown(running);
  t.is(exitCode, 1, output);
  t.regex(output, /Interrupting: /);
  t.deepEqual(readdirSync(image.path('volume/lake/_sparkify')), published);
});
