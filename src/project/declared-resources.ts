import type { JsonObject } from '../config/json-value.ts';
import { readColumns } from './declared-columns.ts';
import { readConstraints } from './declared-constraints.ts';
import { readTests } from './declared-tests.ts';
import type { Properties } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { ResourceEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** What an entry of `models:`, `seeds:` or `snapshots:` says of a table. */
export function readResourceProperties(
  reader: PropertyReader,
  path: YamlPath,
  resource: ResourceEntry,
): Properties {
  return {
    name: resource.name,
    description: reader.description(path, resource.description),
    config: { ...outerConfig(resource), ...resource.config },
    columns: readColumns(reader, path, resource.columns),
    tests: readTests(reader, path, resource),
    constraints: readConstraints(reader, path, resource),
    isWhole: reader.isWhole(path),
    at: reader.file.positionOf([...path, 'name']),
  };
}

/** dbt takes these beside `config` too. */
function outerConfig({ tags, meta, group, access }: ResourceEntry): JsonObject {
  const outer = { tags, meta, group, access };
  return Object.fromEntries(
    Object.entries(outer).flatMap(([key, value]) => (value == null ? [] : [[key, value]])),
  );
}
