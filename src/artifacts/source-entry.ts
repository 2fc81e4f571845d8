import type { SourceFreshness } from '../compile/freshness.ts';
import type { CompiledSource } from '../compile/node.ts';
import { databaseName } from '../config/database-name.ts';
import { fqn } from '../graph/fqn.ts';
import { columnEntries } from './column-entries.ts';
import { freshnessCriteria } from './freshness-criteria.ts';
import type { ManifestContext } from './manifest-context.ts';
import { epochSeconds } from './node-entry.ts';
import { relationName } from './relation-name.ts';

/** A table of a source, as the manifest holds it; its location stands as it is written: rendered, it may hold values of the environment. */
export function sourceEntry(
  source: CompiledSource,
  { config, disabled, folders, invocation }: ManifestContext,
): object {
  return {
    database: databaseName(config),
    schema: source.relation.schema,
    name: source.name,
    resource_type: 'source',
    package_name: config.name,
    path: source.file,
    original_file_path: source.file,
    unique_id: source.uniqueId,
    fqn: fqn(source, folders),
    source_name: source.source,
    source_description: source.sourceDescription,
    loader: '',
    identifier: source.relation.name,
    quoting: { database: null, schema: null, identifier: null, column: null },
    ...freshnessEntry(source.freshness),
    external: externalEntry(source),
    description: source.description,
    columns: columnEntries(source.columns),
    meta: source.meta,
    source_meta: {},
    tags: source.tags,
    config: {
      enabled: !disabled.includes(source),
      event_time: source.eventTime,
      meta: source.meta,
      tags: source.tags,
    },
    patch_path: null,
    unrendered_config: unrenderedConfig(source),
    relation_name: relationName(config, source),
    created_at: epochSeconds(invocation.startedAt),
    unrendered_database: null,
    unrendered_schema: null,
    doc_blocks: [],
  };
}

/** dbt's place for tables that are files. */
function externalEntry({ locationText }: CompiledSource): object {
  return {
    location: locationText,
    file_format: null,
    row_format: null,
    tbl_properties: null,
    partitions: null,
  };
}

function unrenderedConfig(source: CompiledSource): object {
  const { eventTime, fileColumn, onBadRecord, undeclaredKeys } = source;
  return {
    ...(eventTime !== null && { event_time: eventTime }),
    ...(fileColumn !== null && { file_column: fileColumn }),
    on_bad_record: onBadRecord,
    undeclared_keys: undeclaredKeys,
  };
}

/** As the user wrote it: what a template puts into it may be a value of the environment. */
function freshnessEntry(freshness: SourceFreshness | null): object {
  const loadedAt = freshness?.loadedAt;
  return {
    loaded_at_field: loadedAt?.kind === 'field' ? loadedAt.text : null,
    loaded_at_query: loadedAt?.kind === 'query' ? loadedAt.text : null,
    freshness: freshness === null ? null : freshnessCriteria(freshness),
  };
}
