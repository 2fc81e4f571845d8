import * as z from 'zod';
import type { JsonObject, JsonValue } from '../../src/config/json-value.ts';

/** A zod schema as JSON Schema, of what users write; where zod cannot say it, anything goes. */
export function jsonSchema(schema: z.ZodType): JsonObject {
  const {
    $schema: _,
    definitions: __,
    ...written
  } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as JsonObject;
  return withoutReferences(written) as JsonObject;
}

export function orNull(schema: JsonObject): JsonObject {
  return { anyOf: [schema, { type: 'null' }] };
}

/** The only thing that zod writes once and refers to is any JSON value. */
function withoutReferences(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withoutReferences);
  if (schema === null || typeof schema !== 'object') return schema;
  if ('$ref' in schema) return {};
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutReferences(value)]));
}
