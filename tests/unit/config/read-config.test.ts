import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readConfig } from '../../../src/config/read-config.ts';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

/** What is wrong with a config: place, message and hint of each diagnostic. */
async function problems(t: ExecutionContext, text: string) {
  const folder = temporaryFolder(t);
  writeFiles(folder, { 'sparkify.config.ts': text });
  const error = await t.throwsAsync(readConfig(join(folder, 'sparkify.config.ts')), {
    instanceOf: SparkifyError,
  });
  t.is(error.code, 'bad-config');
  t.is(error.exitCode, 2);
  t.is(error.message, error.diagnostics[0]!.message);
  return error.diagnostics.map(({ at, message, hint }) => [renderPosition(at!), message, hint]);
}

test('every wrong key and value is told at once, each at its place', async t => {
  const text = `// targets: { dev: { thread: 1 } }
export default {
  name: 'my music',
  modelPath: ['models'],
  targets: {
    dev: { type: 'duckdb', thread: 8 },
    "prod": { type: 'duckdb', threads: '8', memoryLimit: 'much' },
  },
  sources: { onBadRecord: 'quarantin' },
  releases: { keep: -1 },
};
`;
  t.deepEqual((await problems(t, text)).sort(), [
    ['sparkify.config.ts:10:15', '"releases.keep" must be at least 0, not -1.', undefined],
    [
      'sparkify.config.ts:3:3',
      '"name" must be letters, digits and underscores, and begin with a letter, not "my music".',
      undefined,
    ],
    ['sparkify.config.ts:4:3', 'There is no key "modelPath".', 'Did you mean "modelPaths"?'],
    ['sparkify.config.ts:6:28', 'There is no key "targets.dev.thread".', 'Did you mean "threads"?'],
    ['sparkify.config.ts:7:31', '"targets.prod.threads" must be a number, not "8".', undefined],
    [
      'sparkify.config.ts:7:45',
      '"targets.prod.memoryLimit" must be a size like "4GB" or "512MiB", not "much".',
      undefined,
    ],
    [
      'sparkify.config.ts:9:14',
      '"sources.onBadRecord" must be "fail" or "quarantine", not "quarantin".',
      'Did you mean "quarantine"?',
    ],
  ]);
});

const wrong = test.macro<[literal: string, message: string]>({
  async exec(t, literal, message) {
    const [first] = await problems(t, `export default ${literal}`);
    t.is(first?.[1], message);
  },
  title: (_, literal) => `${literal} is refused`,
});

test(wrong, '{}', '"name" is missing.');
test(wrong, 'null', 'The value must be a mapping, not null.');
test(
  wrong,
  `{ name: 'x', vars: { when: new Date() } }`,
  '"vars.when" must be plain data (text, numbers, lists, mappings), not a mapping.',
);
test(
  wrong,
  `{ name: 'x', modelPaths: ['../x'] }`,
  '"modelPaths[0]" must be a folder inside the project, relative to it, not "../x".',
);
test(
  wrong,
  `{ name: 'x', seedPaths: ['/x'] }`,
  '"seedPaths[0]" must be a folder inside the project, relative to it, not "/x".',
);
test(wrong, `{ name: 'x', targetPath: './' }`, '"targetPath" must be a folder of its own, not "./".');
test(
  wrong,
  `{ name: 'x', targetPath: 'models' }`,
  '"targetPath" must be a folder without models, macros, seeds, snapshots or tests, not "models".',
);
test(
  wrong,
  `{ name: 'x', targets: { dev: { type: 'duckdb', lake: 's3://Bucket/p' } } }`,
  '"targets.dev.lake" must be a folder, or a place on S3 like "s3://bucket/prefix", not "s3://Bucket/p".',
);

test('an error while the config is loaded is told with its line', async t => {
  t.deepEqual(await problems(t, `const a = 1;\nthrow new Error('no disk');`), [
    ['sparkify.config.ts:2:7', 'sparkify.config.ts could not be loaded: no disk', undefined],
  ]);
});

test('a config that is no TypeScript is told with its line', async t => {
  const [problem] = await problems(t, 'const a = 1;\nexport defaul {};\n');
  t.regex(problem![0]!, /^sparkify\.config\.ts:2:/);
});

test('a config without a default export is told what to write', async t => {
  t.deepEqual(await problems(t, `export const config = { name: 'x' };`), [
    [
      'sparkify.config.ts:1:1',
      'sparkify.config.ts has no default export.',
      `Write: export default defineConfig({ name: '…' })`,
    ],
  ]);
});

test('a config may be JSON, with the schema that editors go by', async t => {
  const folder = temporaryFolder(t);
  const text =
    '{ "$schema": "./config.json", "name": "music", "models": { "marts": { "+materialized": "table" } } }';
  writeFiles(folder, { 'sparkify.config.json': text });
  const config = await readConfig(join(folder, 'sparkify.config.json'));
  t.like(config, { name: 'music', models: { marts: { '+materialized': 'table' } }, targetPath: 'target' });
});

test('what is wrong with a config in JSON is told at its place', async t => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'sparkify.config.json');
  const told = async (text: string) => {
    writeFiles(folder, { 'sparkify.config.json': text });
    const error = await t.throwsAsync(readConfig(file), { instanceOf: SparkifyError });
    return error.diagnostics.map(({ at, message }) => [renderPosition(at!), message]);
  };
  t.deepEqual(await told('{\n  "name": "music",\n  "modelPath": ["models"]\n}\n'), [
    ['sparkify.config.json:3:3', 'There is no key "modelPath".'],
  ]);
  const [[place, message] = []] = await told('{\n  "name": "music",\n}\n');
  t.is(place, 'sparkify.config.json:3:1');
  t.regex(message!, /^sparkify\.config\.json is not valid JSON: Expected double-quoted property name/);
  t.deepEqual(await told('[]'), [
    ['sparkify.config.json:1:1', 'The value must be a mapping, not an empty list.'],
  ]);
});
