import type { ResourceType } from '../graph/selectable-node.ts';
import {
  anyType,
  fieldsOf,
  isComparedByText,
  listOf,
  relationKeys,
  testKeys,
  uncomparedKeys,
} from './compare-nodes.ts';
import type { ManifestEntry } from './earlier-manifest.ts';
import { plainJson } from './same-json.ts';

const ofTable = ['fqn', 'checksum', 'unrendered_config', 'columns', 'constraints', 'contract'];

/** What of an earlier entry `comparisons` look at. */
const comparedKeys: Readonly<Record<ResourceType, readonly string[]>> = {
  model: [...ofTable, 'raw_code', 'access'],
  snapshot: [...ofTable, 'raw_code'],
  seed: ofTable,
  test: ['fqn', 'checksum', 'raw_code', 'unrendered_config'],
  source: [
    ...['fqn', 'schema', 'identifier', 'unrendered_config', 'columns', 'external'],
    ...['freshness', 'loaded_at_field', 'loaded_at_query'],
  ],
  exposure: [
    ...['fqn', 'unrendered_config', 'depends_on'],
    ...['type', 'owner', 'maturity', 'url', 'description', 'label'],
  ],
  unit_test: ['model', 'given', 'expect', 'overrides'],
};

/**
 * The part of an entry that later ones are compared with, in its plain form: entries that compare as the same have the same part.
 * What depends on the machine, the time or the environment is not among it.
 */
export function comparedPart(type: ResourceType, entry: ManifestEntry): ManifestEntry {
  const keys = comparedKeys[type].filter(key => key !== 'raw_code' || isComparedByText(entry));
  const parts = keys.map(key => [key, partOf(type, key, entry[key])] as const);
  return plainJson(Object.fromEntries(parts)) as ManifestEntry;
}

function partOf(type: ResourceType, key: string, value: unknown): unknown {
  switch (key) {
    case 'columns':
      return Object.fromEntries(
        Object.entries(fieldsOf(value)).map(([name, column]) => [name, columnPart(fieldsOf(column))]),
      );
    case 'contract':
      return { enforced: fieldsOf(value).enforced };
    case 'depends_on':
      return { nodes: listOf(fieldsOf(value).nodes).toSorted() };
    case 'unrendered_config':
      return configPart(type, fieldsOf(value));
    default:
      return value;
  }
}

function columnPart({ data_type: type, constraints }: ManifestEntry): ManifestEntry {
  return { data_type: type ?? anyType, constraints };
}

function configPart(type: ResourceType, config: ManifestEntry): ManifestEntry {
  const isCompared = (key: string) =>
    type === 'test' ? [...testKeys, ...relationKeys].includes(key) : !uncomparedKeys.includes(key);
  return Object.fromEntries(Object.entries(config).filter(([key]) => isCompared(key)));
}
