import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { defaultRules } from '../../../src/config/rules.ts';
import { toS3Settings } from '../../../src/config/s3-settings.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

/** A folder with a config whose default export is `literal`. */
function project(t: ExecutionContext, literal: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'sparkify.config.ts': `export default ${literal};\n`, ...files });
  return folder;
}

async function refusal(t: ExecutionContext, loading: Promise<unknown>): Promise<SparkifyError> {
  const error = await t.throwsAsync(loading, { instanceOf: SparkifyError });
  t.is(error.exitCode, 2);
  return error;
}

test('a config that only has a name gets every default', async t => {
  const folder = project(t, `{ name: 'music' }`);
  const { config, diagnostics } = await loadConfig({ projectDir: folder, env: { HOME: '/home/x' } });
  const expected: Config = {
    projectDir: folder,
    configFile: join(folder, 'sparkify.config.ts'),
    name: 'music',
    modelPaths: ['models'],
    macroPaths: ['macros'],
    seedPaths: ['seeds'],
    snapshotPaths: ['snapshots'],
    testPaths: ['tests'],
    targetPath: 'target',
    types: { path: 'sparkify.types.ts', configured: false, followed: true },
    target: {
      type: 'duckdb',
      name: 'dev',
      database: ':memory:',
      lake: join(folder, 'target/lake'),
      s3: toS3Settings({}, folder),
      extensions: { folder: undefined, repository: undefined },
      threads: Math.min(4, Math.max(2, availableParallelism())),
      upload: 'auto',
      requirePlan: false,
      catalog: undefined,
      memoryLimit: undefined,
    },
    engines: { dev: 'duckdb' },
    vars: {},
    models: {},
    seeds: {},
    snapshots: {},
    sources: { onBadRecord: 'fail', undeclaredKeys: 'warn' },
    releases: { keep: 2, keepHours: 24, plainCopy: true, catalog: true, recoverAfterHours: 24 },
    reuse: false,
    notifications: [],
    rules: defaultRules,
    hooks: { onRunStart: [], onRunEnd: [] },
    env: { HOME: '/home/x' },
  };
  t.deepEqual(config, expected);
  t.deepEqual(diagnostics, []);
});

test('the config is frozen to its depth', async t => {
  const folder = project(t, `{ name: 'music', vars: { list: [{ a: 1 }] } }`);
  const { config } = await loadConfig({ projectDir: folder });
  t.true(Object.isFrozen(config));
  t.true(Object.isFrozen(config.target));
  t.true(Object.isFrozen((config.vars.list as readonly unknown[])[0]));
});

test('sparkify means the running copy, where no node_modules is near', async t => {
  const folder = project(t, `defineConfig({ name: 'music', targets: { dev: duckdb({ threads: 2 }) } })`);
  writeFiles(folder, {
    'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
      import * as own from '${new URL('../../../src/index.ts', import.meta.url).href}';
      if (own.defineConfig !== defineConfig) throw new Error('two copies');
      export default defineConfig({ name: 'music', targets: { dev: duckdb({ threads: 2 }) } });`,
  });
  const { config } = await loadConfig({ projectDir: folder });
  t.is(config.target.threads, 2);
});

test('a config is TypeScript and an ES module whatever package.json says', async t => {
  for (const packageJson of ['{}', '{"type": "commonjs"}', '{"type": "module"}']) {
    const folder = project(t, `{ name: name satisfies string }`, { 'package.json': packageJson });
    writeFiles(folder, {
      'sparkify.config.ts': `import { name } from './name.ts';\nexport default { name: name as string };`,
      'name.ts': `export const name: string = 'music';`,
    });
    t.is((await loadConfig({ projectDir: folder })).config.name, 'music', packageJson);
  }
});

test('a config that has changed is read as it is now', async t => {
  const folder = project(t, `{ name: 'before' }`);
  t.is((await loadConfig({ projectDir: folder })).config.name, 'before');
  writeFiles(folder, { 'sparkify.config.ts': `export default { name: 'after' }` });
  t.is((await loadConfig({ projectDir: folder })).config.name, 'after');
});

test('--vars overrides vars one by one, and an undefined var is not set', async t => {
  const folder = project(t, `{ name: 'x', vars: { a: 1, b: [2], c: undefined } }`);
  const { config } = await loadConfig({ projectDir: folder, vars: '{b: two, d: {e: 1}}' });
  t.deepEqual(config.vars, { a: 1, b: 'two', d: { e: 1 } });
});

const targets = `{ name: 'x', defaultTarget: 'b', targets: {
  a: { type: 'duckdb', lake: 'a', threads: 3 },
  b: { type: 'duckdb', lake: '/b', memoryLimit: '2GB', database: 'b.duckdb' },
} }`;

test('the target is that of --target, else of SPARKIFY_TARGET, else of defaultTarget', async t => {
  const projectDir = project(t, targets);
  const chosen = async (target: string | undefined, env: NodeJS.ProcessEnv) =>
    (await loadConfig({ projectDir, target, env })).config.target.name;
  t.is(await chosen('a', { SPARKIFY_TARGET: 'b' }), 'a');
  t.is(await chosen(undefined, { SPARKIFY_TARGET: 'a' }), 'a');
  t.is(await chosen(undefined, { SPARKIFY_TARGET: '' }), 'b');
  t.is(await chosen(undefined, {}), 'b');
});

test('a target keeps what it says, its lake relative to the project', async t => {
  const projectDir = project(t, targets);
  const a = await loadConfig({ projectDir, target: 'a' });
  t.is(a.config.target.lake, join(projectDir, 'a'));
  t.is(a.config.target.threads, 3);
  const b = await loadConfig({ projectDir, target: 'b', threads: 7 });
  t.deepEqual(b.config.target, {
    type: 'duckdb',
    name: 'b',
    database: 'b.duckdb',
    lake: '/b',
    s3: toS3Settings({}, projectDir),
    extensions: { folder: undefined, repository: undefined },
    upload: 'auto',
    requirePlan: false,
    catalog: undefined,
    threads: 7,
    memoryLimit: '2GB',
  });
});

test('several targets without a dev among them need a choice', async t => {
  const both = `{ name: 'x', targets: { a: { type: 'duckdb' }, b: { type: 'duckdb' } } }`;
  const error = await refusal(t, loadConfig({ projectDir: project(t, both), env: {} }));
  t.is(error.code, 'unknown-target');
  t.is(error.hint, 'Say --target, or set defaultTarget. The targets are: a, b.');
});

test('an unknown target is told with the nearest one', async t => {
  const projectDir = project(t, `{ name: 'x', targets: { staging: { type: 'duckdb' } } }`);
  const error = await refusal(t, loadConfig({ projectDir, target: 'stagin' }));
  t.is(error.code, 'unknown-target');
  t.is(error.message, 'There is no target "stagin".');
  t.is(error.hint, 'Did you mean "staging"?');
});

test('a number of threads that is none is wrong usage', async t => {
  const projectDir = project(t, `{ name: 'x' }`);
  for (const threads of [0, 1.5, Number.NaN]) {
    const error = await refusal(t, loadConfig({ projectDir, threads }));
    t.is(error.code, 'bad-usage');
  }
});
