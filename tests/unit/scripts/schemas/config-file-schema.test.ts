import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { configFileSchema } from '../../../../scripts/schemas/config-file-schema.ts';
import { configSchema } from '../../../../src/config/config-schema.ts';
import { importModule } from '../../../../src/config/import-module.ts';
import type { JsonObject } from '../../../../src/config/json-value.ts';
import { repository } from '../../../helpers/cli-project.ts';

const schema = configFileSchema();
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

test('the configs of the reference project and of a new one are what the schema expects', async t => {
  for (const file of ['sparkify.config.ts', 'templates/init/sparkify.config.ts']) {
    const { default: config } = await importModule(join(repository, file));
    // A new project has its name filled in.
    const named = { ...(config as object), name: 'music' };
    t.true(validate(JSON.parse(JSON.stringify(named))), `${file}: ${JSON.stringify(validate.errors)}`);
  }
});

test('config by folder may lie as deep as folders do, and have a plus before its keys', t => {
  const models = { '+tags': 'a', marts: { web: { materialized: 'table', meta: { owner: { team: 'x' } } } } };
  t.true(validate({ name: 'a', models }), JSON.stringify(validate.errors));
  t.false(validate({ name: 'a', models: { marts: { materialised: 'table' } } }));
  t.false(validate({ name: 'a', models: { marts: { '+materialized': 'matview' } } }));
  t.false(validate({ name: 'a', seeds: { delimiter: ';;' } }));
});

const wrong: Readonly<Record<string, object>> = {
  'no name': {},
  'a name with a blank': { name: 'my music' },
  'an unknown key': { name: 'a', modelPath: ['models'] },
  'an unknown key of a target': { name: 'a', targets: { dev: { type: 'duckdb', thread: 8 } } },
  'a target without its type': { name: 'a', targets: { dev: { lake: 'x' } } },
  'a policy that there is not': { name: 'a', sources: { onBadRecord: 'skip' } },
  'a rule that there is not': { name: 'a', rules: { 'select-stars': 'off' } },
  'a level that there is not': { name: 'a', rules: { 'select-star': 'info' } },
  'a negative count': { name: 'a', releases: { keep: -1 } },
};

for (const [what, config] of Object.entries(wrong)) {
  test(`the schema of the config refuses what sparkify refuses: ${what}`, t => {
    t.false(validate(config));
    t.false(configSchema.safeParse(config).success);
  });
}

test('each key says what it is, as the types of TypeScript do', t => {
  const { targetPath, releases } = schema.properties as Record<string, JsonObject>;
  t.is(
    targetPath!.description,
    "The folder for everything generated. `sparkify clean` empties it, but never a lake. Default: `'target'`.",
  );
  t.is(
    (releases!.properties as Record<string, JsonObject>).keep!.description,
    'How many superseded releases stay readable at least. Default: 2.',
  );
  const unsaid = Object.entries(schema.properties as Record<string, JsonObject>)
    .filter(([key, value]) => key !== '$schema' && value.description === undefined)
    .map(([key]) => key);
  t.deepEqual(unsaid, []);
});

test('a key that several parts have says in each what it is there', t => {
  const { targets, releases } = schema.properties as Record<string, JsonObject>;
  const [duckDb] = (targets!.additionalProperties as JsonObject).oneOf as readonly JsonObject[];
  const { database, catalog } = duckDb!.properties as Record<string, JsonObject>;
  const glue = catalog!.properties as Record<string, JsonObject>;
  t.regex(String(database!.description), /^A database file/);
  t.regex(String(glue.database!.description), /^The database of Glue/);
  t.regex(String(catalog!.description), /^Where the tables of a lake on S3 are registered/);
  const { catalog: views } = releases!.properties as Record<string, JsonObject>;
  t.regex(String(views!.description), /catalog\.duckdb/);
});
