import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import test from 'ava';
import { globSync } from 'tinyglobby';
import { parse } from 'yaml';
import { propertySchema } from '../../../../scripts/schemas/property-schema.ts';
import { readProperties } from '../../../../src/project/read-properties.ts';
import { genericTests } from '../../../../src/testing/generic/registry.ts';
import { repository } from '../../../helpers/cli-project.ts';

const validate = new Ajv({ allErrors: true, strict: false }).compile(propertySchema());

function problems(text: string): readonly string[] {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the properties of the reference project and of a new one are what the schema expects', t => {
  const files = globSync(['models/**/*.yml', 'seeds/**/*.yml', 'templates/init/**/*.yml'], {
    cwd: repository,
  });
  t.true(files.length >= 5);
  for (const file of files) t.deepEqual(problems(readFileSync(join(repository, file), 'utf8')), [], file);
});

const wrong: Readonly<Record<string, string>> = {
  'an unknown top-level key': 'modles: []',
  'an unknown key of a model': 'models: [{ name: a, colums: [] }]',
  'a model without a name': 'models: [{ description: x }]',
  'an unknown key of a column': 'models: [{ name: a, columns: [{ name: b, type: INTEGER }] }]',
  'a version that is not 2': 'version: 3',
  'a source without tables': 'sources: [{ name: raw }]',
  'a policy that there is not': 'sources: [{ name: raw, tables: [{ name: e, on_bad_record: skip }] }]',
};

for (const [what, text] of Object.entries(wrong)) {
  test(`the schema refuses what sparkify refuses: ${what}`, t => {
    t.not(problems(text).length, 0);
    const read = readProperties(
      { path: 'models/x.yml', text },
      { onBadRecord: 'fail', undeclaredKeys: 'warn' },
    );
    t.not(read.diagnostics.length, 0, 'sparkify refuses it, too');
  });
}

test('the schema refuses a wrong config of a model and wrong arguments of a test', t => {
  t.not(problems('models: [{ name: a, config: { materialised: table } }]').length, 0);
  t.not(problems('models: [{ name: a, config: { materialized: matview } }]').length, 0);
  t.deepEqual(problems('models: [{ name: a, config: { materialized: external, partition_by: year } }]'), []);
  const tested = (body: string) => `models: [{ name: a, data_tests: [{ accepted_values: ${body} }] }]`;
  t.deepEqual(problems(tested('{ arguments: { values: [1, a] }, config: { severity: warn } }')), []);
  t.deepEqual(problems(tested('{ values: [1, a], severity: WARN }')), []);
  t.not(problems(tested('{ arguments: { values: 5 } }')).length, 0);
  t.not(problems(tested('{ valeus: [1] }')).length, 0);
  t.not(problems(tested('{ arguments: { values: [1] }, config: { severity: fatal } }')).length, 0);
});

test('every generic test is offered by its name', t => {
  const { data_tests: tests } = propertySchema().definitions as {
    data_tests: { items: { anyOf: { enum?: string[] }[] } };
  };
  t.deepEqual(tests.items.anyOf[0]!.enum, [...genericTests.keys()]);
});
