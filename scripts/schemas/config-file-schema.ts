import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type * as z from 'zod';
import { modelKeys, seedKeys, snapshotKeys } from '../../src/compile/config-keys.ts';
import { configSchema } from '../../src/config/config-schema.ts';
import type { JsonObject, JsonValue } from '../../src/config/json-value.ts';
import { jsonSchema } from './json-schema.ts';

/**
 * What `sparkify.config.json` may hold, as a JSON Schema for editors and other tools: the shape of every config, but for
 * `varsSchema`, which only code can give. It is made of the schema that sparkify itself reads a config by.
 */
export function configFileSchema(): JsonObject {
  const config = jsonSchema(configSchema);
  const { varsSchema: _, ...properties } = config.properties as JsonObject;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Config of a sparkify project',
    ...config,
    properties: {
      $schema: { type: 'string' },
      ...(described(properties, descriptions()) as JsonObject),
      models: { $ref: '#/definitions/models', description: descriptions().get('models')! },
      seeds: { $ref: '#/definitions/seeds', description: descriptions().get('seeds')! },
      snapshots: { $ref: '#/definitions/snapshots', description: descriptions().get('snapshots')! },
    },
    definitions: {
      models: folder('models', modelKeys),
      seeds: folder('seeds', seedKeys),
      snapshots: folder('snapshots', snapshotKeys),
    },
  };
}

/** Config by folder: keys, with or without a plus before them, and folders with more of it. */
function folder(name: string, keys: z.ZodObject): JsonObject {
  const plain = jsonSchema(keys.partial()).properties as JsonObject;
  const withPlus = Object.entries(plain).map(([key, schema]) => [`+${key}`, schema]);
  return {
    type: 'object',
    properties: { ...plain, ...Object.fromEntries(withPlus) },
    additionalProperties: { $ref: `#/definitions/${name}` },
  };
}

/**
 * What the comments above the keys of `ConfigInput` and its parts say, by key; of a part that has keys by the name of
 * others, by its own name and the key.
 */
function descriptions(): ReadonlyMap<string, string> {
  const config = sourceOf('define-config.ts');
  const releases = /interface ReleaseOptions \{[\s\S]*?\n\}/.exec(config)![0];
  return new Map([
    ...commentsIn(config),
    ...commentsIn(releases, 'releases.'),
    ...commentsIn(sourceOf('define-catalog.ts'), 'catalog.'),
  ]);
}

function sourceOf(file: string): string {
  return readFileSync(resolve(import.meta.dirname, '../../src/config', file), 'utf8');
}

function commentsIn(text: string, prefix = ''): readonly (readonly [key: string, text: string])[] {
  const comments = text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+readonly (\w+)\??:/g);
  return [...comments].map(([, comment, key]) => [
    `${prefix}${key}`,
    comment!.replaceAll(/\s*\n\s*\*\s*/g, ' ').trim(),
  ]);
}

/** Keys of JSON Schema that name no part of a config. */
const structure = new Set(['properties', 'items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf']);

/** Every key of an object with its description, where there is one. `owner` names the part that it is a key of. */
function described(schema: JsonValue, texts: ReadonlyMap<string, string>, owner = ''): JsonValue {
  if (Array.isArray(schema)) return schema.map(part => described(part, texts, owner));
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const inner = described(value, texts, structure.has(key) ? owner : key);
      const text = texts.get(`${owner}.${key}`) ?? texts.get(key);
      const isSchema = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      return [key, text !== undefined && isSchema ? { description: text, ...inner } : inner];
    }),
  );
}
