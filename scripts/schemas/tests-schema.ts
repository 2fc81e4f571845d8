import type { JsonObject } from '../../src/config/json-value.ts';
import type { GenericTest } from '../../src/testing/generic/generic-test.ts';
import { genericTests } from '../../src/testing/generic/registry.ts';
import { genericConfigSchema } from '../../src/testing/test-config.ts';
import { jsonSchema, orNull } from './json-schema.ts';

/**
 * A list of data tests: names, or one name each with its arguments, under `arguments:` or beside it as dbt had it
 * before. Tests of the project's own may have any name.
 */
export function testsSchema(): JsonObject {
  const names = [...genericTests.keys()];
  const bodies = names.map(name => [name, testBody(genericTests.get(name)!)] as const);
  const test = {
    type: 'object',
    properties: { ...Object.fromEntries(bodies), test_name: { type: 'string' } },
    minProperties: 1,
  };
  return { type: 'array', items: { anyOf: [{ enum: names }, { type: 'string' }, test] } };
}

function testBody(test: GenericTest): JsonObject {
  const named = jsonSchema(test.arguments).properties as JsonObject;
  const schema = jsonSchema(genericConfigSchema);
  // Read in whatever case, which JSON Schema cannot say.
  const severity = { enum: ['error', 'warn', 'ERROR', 'WARN'] };
  const config = { ...schema, properties: { ...(schema.properties as JsonObject), severity } };
  const properties = {
    name: { type: 'string' },
    description: { type: 'string' },
    arguments: orNull({ type: 'object', properties: { column_name: { type: 'string' }, ...named } }),
    config: orNull(config),
    ...config.properties,
    column_name: { type: 'string' },
    ...named,
  };
  return orNull({ type: 'object', properties, additionalProperties: false });
}
