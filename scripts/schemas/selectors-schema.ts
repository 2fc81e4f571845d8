import type { JsonObject, JsonValue } from '../../src/config/json-value.ts';
import { indirectSelections } from '../../src/graph/indirect-selection.ts';
import { selectionMethods } from '../../src/graph/methods/registry.ts';

const definition = { $ref: '#/definitions/definition' };
const definitions = { type: 'array', items: definition };
const value = { type: ['string', 'number', 'boolean'], minLength: 1 };
const depth = { type: 'integer', minimum: 0 };

/** What `selectors.yml` may hold, as a JSON Schema for editors. */
export function selectorsSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Selectors of a sparkify project',
    type: 'object',
    properties: { selectors: { type: 'array', items: selector } },
    required: ['selectors'],
    definitions: {
      definition: { anyOf: [{ type: 'string', pattern: '\\S' }, ...sets(), shortSpec(), fullSpec()] },
    },
  };
}

const selector: JsonObject = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'What --selector and selector: call it.' },
    description: { type: 'string' },
    default: { type: 'boolean', description: 'Whether it stands in for a missing --select.' },
    definition,
  },
  required: ['name', 'definition'],
};

/** Lists of definitions; what one `exclude` names is taken from them. */
function sets(): readonly JsonObject[] {
  const exclude = object({ exclude: definitions }, ['exclude']);
  const members = { type: 'array', items: { anyOf: [definition, exclude] }, minItems: 1 };
  return ['union', 'intersection'].map(kind => object({ [kind]: members }, [kind]));
}

/** `tag: nightly`, `config.materialized: view`. */
function shortSpec(): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(methodNames().map(name => [name, value])),
    patternProperties: { [withArgument()]: value },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
}

function fullSpec(): JsonObject {
  const properties: JsonObject = {
    method: { anyOf: [{ enum: methodNames() }, { type: 'string', pattern: withArgument() }] },
    value,
    parents: { type: 'boolean' },
    parents_depth: depth,
    children: { type: 'boolean' },
    children_depth: depth,
    childrens_parents: { type: 'boolean' },
    indirect_selection: { enum: [...indirectSelections] },
    exclude: definitions,
  };
  return object(properties, ['method', 'value']);
}

function object(properties: Readonly<Record<string, JsonValue>>, required: readonly string[]): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** Without `config`, which needs the name of a setting behind it. */
function methodNames(): readonly string[] {
  return [...selectionMethods.keys()].filter(name => name !== 'config');
}

function withArgument(): string {
  return `^(${[...selectionMethods.keys()].join('|')})\\..+$`;
}
