import type { JsonValue } from '../config/json-value.ts';

interface Settled {
  readonly materialized: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
}

/** The config keys that dbt gives every model and seed. What sparkify has no equal of holds dbt's default. */
export function nodeConfig({ materialized, tags, meta }: Settled) {
  return {
    enabled: true,
    alias: null,
    schema: null,
    database: null,
    tags,
    meta,
    group: null,
    materialized,
    incremental_strategy: null,
    batch_size: null,
    lookback: 1,
    begin: null,
    persist_docs: {},
    'post-hook': [],
    'pre-hook': [],
    quoting: {},
    column_types: {},
    full_refresh: null,
    unique_key: null,
    on_schema_change: 'ignore',
    on_configuration_change: 'apply',
    grants: {},
    packages: [],
    docs,
    contract: { enforced: false, alias_types: true },
    event_time: null,
    concurrent_batches: null,
  };
}

/** Shown in documentation, in no color of its own. */
export const docs = { show: true, node_color: null };
