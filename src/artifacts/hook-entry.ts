import { MODEL_SCHEMA } from '../columns/relation.ts';
import type { RunHook } from '../compile/hook.ts';
import { databaseName } from '../config/database-name.ts';
import { textChecksum } from './checksum.ts';
import type { ManifestContext } from './manifest-context.ts';
import { docs } from './node-config.ts';
import { epochSeconds } from './node-entry.ts';

/** A hook of runs, as the manifest holds it: dbt's operation. */
export function hookEntry(hook: RunHook, index: number, { config, invocation }: ManifestContext): object {
  const name = `${config.name}-${hook.moment}-${index}`;
  return {
    database: databaseName(config),
    schema: MODEL_SCHEMA,
    name,
    resource_type: 'operation',
    package_name: config.name,
    path: `hooks/${name}.sql`,
    original_file_path: hook.file,
    unique_id: hook.uniqueId,
    fqn: [config.name, 'hooks', name],
    alias: name,
    checksum: textChecksum(hook.text),
    config: {
      ...{ enabled: true, alias: null, schema: null, database: null, tags: [], meta: {}, group: null },
      ...{ materialized: 'view', 'pre-hook': [], 'post-hook': [], docs },
    },
    tags: [hook.moment],
    description: '',
    columns: {},
    meta: {},
    group: null,
    docs,
    patch_path: null,
    build_path: null,
    unrendered_config: {},
    created_at: epochSeconds(invocation.startedAt),
    relation_name: null,
    doc_blocks: [],
    raw_code: hook.text.trim(),
    language: 'sql',
    refs: [],
    sources: [],
    metrics: [],
    depends_on: { macros: hook.macros, nodes: [] },
    compiled_path: null,
    compiled: true,
    compiled_code: null,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: false, alias_types: true, checksum: null },
    index,
  };
}
