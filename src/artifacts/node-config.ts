import type { ModelConfig } from '../compile/model-config.ts';

/** The config keys that dbt gives every model and seed. What sparkify has no equal of holds dbt's default. */
export function nodeConfig(config: ModelConfig) {
  const { materialized, tags, meta, alias, schema, group, preHook, postHook, incremental } = config;
  const isIncremental = materialized === 'incremental';
  const { batches } = incremental;
  return {
    enabled: config.enabled,
    alias,
    schema,
    database: null,
    tags,
    meta,
    group,
    materialized,
    incremental_strategy: isIncremental ? incremental.strategy : null,
    batch_size: batches?.size ?? null,
    lookback: batches?.lookback ?? 1,
    begin: batches?.begin ?? null,
    persist_docs: {},
    'post-hook': postHook.map(hookEntry),
    'pre-hook': preHook.map(hookEntry),
    quoting: {},
    column_types: {},
    full_refresh: incremental.fullRefresh,
    unique_key: uniqueKey(incremental.uniqueKey),
    on_schema_change: incremental.onSchemaChange,
    on_configuration_change: 'apply',
    grants: {},
    packages: [],
    docs,
    contract: contract(config),
    event_time: config.eventTime,
    concurrent_batches: batches?.concurrent ?? null,
  };
}

/** Types are compared as DuckDB prints them, whatever alias they are declared by. */
export function contract(config: ModelConfig) {
  return { enforced: config.contract.enforced, alias_types: true };
}

/** Shown in documentation, in no color of its own. */
export const docs = { show: true, node_color: null };

/** A hook as dbt holds it. Every statement is a transaction by itself. */
function hookEntry(sql: string): object {
  return { sql, transaction: true, index: null };
}

/** One column as a text, as dbt has it. */
export function uniqueKey(columns: readonly string[]): string | readonly string[] | null {
  return columns.length > 1 ? columns : (columns[0] ?? null);
}
