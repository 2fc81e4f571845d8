import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { cleanTarget } from '../../../src/cli/clean-target.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A project whose targets have these lakes, with these files in it. */
async function projectWith(
  folder: string,
  lakes: Readonly<Record<string, string>>,
  files: readonly string[],
) {
  const targets = Object.fromEntries(
    Object.entries(lakes).map(([name, lake]) => [name, { type: 'duckdb', lake }]),
  );
  const config = { name: 'lake', targets, defaultTarget: Object.keys(lakes)[0] };
  writeFileSync(join(folder, 'sparkify.config.ts'), `export default ${JSON.stringify(config)};`);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return (await loadConfig({ projectDir: folder, env: {} })).config;
}

test('what is generated goes and the lake stays', async t => {
  const folder = temporaryFolder(t);
  const files = [
    'target/lake/songs/part-0.parquet',
    'target/compiled/a.sql',
    'target/run_results.json',
    'models/a.sql',
  ];
  const config = await projectWith(folder, { dev: 'target/lake' }, files);
  t.deepEqual(await cleanTarget(config), {
    removed: ['target/compiled', 'target/run_results.json'],
    kept: ['target/lake'],
  });
  t.true(existsSync(join(folder, 'target/lake/songs/part-0.parquet')));
  t.true(existsSync(join(folder, 'models/a.sql')));
  t.false(existsSync(join(folder, 'target/compiled')));
});

test('lakes of other targets stay too, however deep they lie', async t => {
  const folder = temporaryFolder(t);
  const files = [
    'target/prod/eu/lake/_sparkify/current.json',
    'target/prod/eu/log.txt',
    'target/prod/old.txt',
  ];
  const config = await projectWith(folder, { dev: 'lake', prod: 'target/prod/eu/lake' }, files);
  const { removed, kept } = await cleanTarget(config);
  t.deepEqual(removed, ['target/prod/eu/log.txt', 'target/prod/old.txt']);
  t.deepEqual(kept, ['target/prod/eu/lake']);
  t.true(existsSync(join(folder, 'target/prod/eu/lake/_sparkify/current.json')));
});

test('a lake that is the target folder stays whole', async t => {
  const folder = temporaryFolder(t);
  const config = await projectWith(folder, { dev: 'target' }, ['target/songs/part-0.parquet']);
  t.deepEqual(await cleanTarget(config), { removed: [], kept: ['target'] });
  t.true(existsSync(join(folder, 'target/songs/part-0.parquet')));
});

test('a link is removed without what it points to', async t => {
  const folder = temporaryFolder(t);
  const config = await projectWith(folder, { dev: 'lake' }, [
    'elsewhere/_sparkify/current.json',
    'target/a.txt',
  ]);
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'target/link'));
  t.deepEqual((await cleanTarget(config)).removed, ['target/a.txt', 'target/link']);
  t.true(existsSync(join(folder, 'elsewhere/_sparkify/current.json')));
});

test('without a target folder there is nothing to do', async t => {
  const config = await projectWith(temporaryFolder(t), { dev: 'lake' }, []);
  t.deepEqual(await cleanTarget(config), { removed: [], kept: [] });
});
