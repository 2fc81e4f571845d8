import { MODEL_SCHEMA } from '../columns/relation.ts';
import type { BuiltNode, CompiledTest } from '../compile/node.ts';
import { databaseName } from '../config/database-name.ts';
import { fqn } from '../graph/fqn.ts';
import type { Checksum } from './checksum.ts';
import { columnEntries } from './column-entries.ts';
import type { ManifestContext } from './manifest-context.ts';
import { docs } from './node-config.ts';
import { relationName } from './relation-name.ts';

type ManifestNode = BuiltNode | CompiledTest;

/** What models, seeds and tests have in common in a manifest. */
export function nodeEntry(node: ManifestNode, checksum: Checksum, context: ManifestContext) {
  const { config, folders, invocation } = context;
  return {
    database: databaseName(config),
    schema: node.resourceType === 'test' ? MODEL_SCHEMA : node.relation.schema,
    name: node.name,
    resource_type: node.resourceType,
    package_name: config.name,
    path: pathInFolder(node.file, folders),
    original_file_path: node.file,
    unique_id: node.uniqueId,
    fqn: fqn(node, folders),
    alias: node.resourceType === 'test' ? node.name : node.relation.name,
    checksum,
    tags: node.tags,
    description: node.description,
    columns: node.resourceType === 'test' ? {} : columnEntries(node.columns, node.constraints),
    meta: node.meta,
    group: node.resourceType === 'test' ? node.group : node.config.group,
    docs,
    patch_path: node.resourceType === 'test' ? null : patchPath(node, config.name),
    build_path: null,
    unrendered_config: node.unrendered,
    created_at: epochSeconds(invocation.startedAt),
    relation_name: relationName(config, node),
    doc_blocks: [],
  };
}

/** dbt's count: seconds since 1970, with a fraction. */
export function epochSeconds(timestamp: string): number {
  return Date.parse(timestamp) / 1000;
}

/** A path below the innermost of the folders that holds it: `models/marts/users.sql` is `marts/users.sql`. */
export function pathInFolder(file: string, folders: readonly string[]): string {
  const beginnings = folders
    .map(folder => `${folder.replace(/^\.\//, '').replace(/\/$/, '')}/`)
    .filter(beginning => file.startsWith(beginning));
  return file.slice(Math.max(0, ...beginnings.map(beginning => beginning.length)));
}

/** The YAML file that says something of the table's columns or tests: `shop://models/users.yml`. */
function patchPath({ columns, tests }: BuiltNode, project: string): string | null {
  const at = columns[0]?.at ?? tests[0]?.at;
  return at === undefined ? null : `${project}://${at.file}`;
}
