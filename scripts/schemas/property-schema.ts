import type * as z from 'zod';
import { modelKeys, seedKeys, snapshotKeys } from '../../src/compile/config-keys.ts';
import type { JsonObject, JsonValue } from '../../src/config/json-value.ts';
import {
  exposureSchema,
  fileSchema,
  groupSchema,
  macroSchema,
  resourceSchema,
  snapshotSchema,
  sourceSchema,
  unitTestSchema,
} from '../../src/project/property-schema.ts';
import { jsonSchema, orNull } from './json-schema.ts';
import { testsSchema } from './tests-schema.ts';

/**
 * What a properties file may hold, as a JSON Schema for editors. It is made of the schemas that sparkify itself reads
 * such a file by, so it lets through what `sparkify check` lets through but for what only a whole project shows.
 */
export function propertySchema(): JsonObject {
  const file = jsonSchema(fileSchema);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Properties of a sparkify project',
    ...file,
    properties: {
      ...(file.properties as JsonObject),
      models: entries(resource(modelKeys)),
      seeds: entries(resource(seedKeys)),
      snapshots: entries(resource(snapshotKeys, snapshotSchema)),
      sources: entries(jsonSchema(sourceSchema)),
      macros: entries(jsonSchema(macroSchema)),
      groups: entries(jsonSchema(groupSchema)),
      exposures: entries(jsonSchema(exposureSchema)),
      unit_tests: entries(jsonSchema(unitTestSchema)),
    },
    definitions: { data_tests: testsSchema() },
  };
}

function resource(keys: z.ZodObject, entry: z.ZodObject = resourceSchema): JsonObject {
  const schema = jsonSchema(entry);
  const config = { ...jsonSchema(keys.partial()), additionalProperties: false };
  return { ...schema, properties: { ...(schema.properties as JsonObject), config: orNull(config) } };
}

function entries(entry: JsonObject): JsonObject {
  return orNull({ type: 'array', items: withTests(entry) as JsonObject });
}

/** Wherever something has data tests, they are those that there are. */
function withTests(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withTests);
  if (schema === null || typeof schema !== 'object') return schema;
  const tests = orNull({ $ref: '#/definitions/data_tests' });
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const isTests = (key === 'data_tests' || key === 'tests') && typeof value === 'object';
      return [key, isTests ? tests : withTests(value)];
    }),
  );
}
