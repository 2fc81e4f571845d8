import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { type ConfigValues, formatCompressions } from './config-keys.ts';
import type { Materialization, ModelConfig } from './model-config.ts';

/** Lays config values over each other, the most general first: tags and hooks add up, meta merges, everything else replaces. */
export function mergeConfig(layers: readonly ConfigValues[]): ConfigValues {
  return {
    ...Object.assign({}, ...layers),
    tags: [...new Set(layers.flatMap(layer => layer.tags ?? []))],
    meta: Object.assign({}, ...layers.map(layer => layer.meta)),
    column_types: Object.assign({}, ...layers.map(layer => layer.column_types)),
    pre_hook: layers.flatMap(layer => [...(layer.pre_hook ?? []), ...(layer['pre-hook'] ?? [])]),
    post_hook: layers.flatMap(layer => [...(layer.post_hook ?? []), ...(layer['post-hook'] ?? [])]),
  };
}

/** Fills in the defaults. Views and ephemeral models are never published. */
export function completeConfig(values: ConfigValues, materialized: Materialization): ModelConfig {
  const format = values.format ?? 'parquet';
  return {
    materialized,
    enabled: values.enabled ?? true,
    alias: values.alias ?? null,
    schema: values.schema ?? null,
    published: isTable(materialized) && (values.published ?? true),
    format,
    partitionBy: values.partition_by ?? [],
    sortBy: values.sort_by ?? [],
    eventTime: values.event_time ?? null,
    onFailure: values.on_failure ?? 'hold',
    incremental: incrementalConfig(values),
    compression: values.compression ?? formatCompressions[format][0],
    group: values.group ?? null,
    access: values.access ?? 'protected',
    tags: values.tags ?? [],
    meta: values.meta ?? {},
    preHook: values.pre_hook ?? [],
    postHook: values.post_hook ?? [],
    contract: {
      enforced: values.contract?.enforced ?? false,
      partial: values.contract?.partial ?? false,
    },
  };
}

/** As in dbt: what has a key replaces rows by it, and what has none is added. */
function incrementalConfig(values: ConfigValues): ModelConfig['incremental'] {
  const uniqueKey = values.unique_key ?? [];
  return {
    strategy: values.incremental_strategy ?? (uniqueKey.length > 0 ? 'delete+insert' : 'append'),
    uniqueKey,
    onSchemaChange: values.on_schema_change ?? 'ignore',
    read: values.read ?? 'all',
    deletedFiles: values.deleted_files ?? 'keep',
    follows: values.follows ?? null,
    fullRefresh: values.full_refresh ?? null,
    ...batchConfig(values),
  };
}

/** What is missing `checkConfig` says. */
function batchConfig(values: ConfigValues): Pick<ModelConfig['incremental'], 'batches'> {
  const { incremental_strategy: strategy, batch_size: size, begin } = values;
  if (strategy !== 'microbatch' || size === undefined || begin === undefined) return {};
  const { lookback = 1, concurrent_batches: concurrent = null } = values;
  return { batches: { size, begin, lookback, concurrent } };
}

/**
 * Values that are right each by itself and do not go together.
 *
 * @param own what the model says itself; defaults of a folder may well say `published: true` of its tables
 */
export function checkConfig(
  config: ModelConfig,
  own: ConfigValues,
  name: string,
  at: (key: string) => SourcePosition,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (key: string, message: string, hint: string) =>
    found.push(errorDiagnostic('bad-model-config', message, { at: at(key), hint }));
  if (own.published === true && !isTable(config.materialized)) {
    const what = config.materialized === 'view' ? 'a view' : 'ephemeral';
    report(
      'published',
      `"${name}" is ${what} and cannot be published.`,
      'Leave out published, or write materialized: table.',
    );
  }
  if (config.access === 'public' && config.materialized === 'ephemeral') {
    const message = `"${name}" is ephemeral, and what nobody can see cannot be public.`;
    report('access', message, 'Write access: protected, or another materialized.');
  }
  const allowed: readonly string[] = formatCompressions[config.format];
  if (!allowed.includes(config.compression)) {
    const message = `"${name}" is written as ${config.format}, which ${config.compression} cannot compress.`;
    report('compression', message, `Write ${allowed.join(', ')}.`);
  }
  const twice = config.partitionBy.find((column, index) => config.partitionBy.indexOf(column) !== index);
  if (twice !== undefined)
    report('partition_by', `"${name}" is partitioned by "${twice}" twice.`, 'Name it once.');
  if (config.materialized === 'incremental') checkIncremental(config, name, report);
  else if (own.follows != null) {
    const message = `"${name}" follows ${own.follows}, but nothing keeps what it made of it.`;
    report('follows', message, 'Write materialized: incremental, or leave out follows.');
  } else if (own.read === 'new_files') {
    const message = `"${name}" reads new files only, but nothing keeps what it made of the others.`;
    report('read', message, 'Write materialized: incremental, or leave out read.');
  }
  return found;
}

function checkIncremental(
  config: ModelConfig,
  name: string,
  report: (key: string, message: string, hint: string) => void,
): void {
  const { published, partitionBy, incremental } = config;
  const { strategy, uniqueKey, read, follows } = incremental;
  const needsKey = strategy === 'delete+insert' || strategy === 'merge';
  if (!published) {
    const message = `"${name}" is incremental, and what is not published has nothing to add to.`;
    report('published', message, 'Leave out published, or write materialized: table.');
  }
  if (strategy === 'insert_overwrite' && partitionBy.length === 0) {
    const message = `"${name}" overwrites partitions, but has none.`;
    report('incremental_strategy', message, 'Say partition_by, or take another incremental_strategy.');
  }
  if (needsKey && uniqueKey.length === 0) {
    const message = `"${name}" replaces rows by ${strategy}, but no unique_key tells which.`;
    report('incremental_strategy', message, 'Say unique_key, or take another incremental_strategy.');
  }
  if (follows !== null && read === 'new_files') {
    const message = `"${name}" reads new files, and cannot follow ${follows} as well.`;
    report('follows', message, 'Leave out one of the two.');
  }
  if (follows !== null && strategy !== 'delete+insert') {
    const message = `"${name}" follows ${follows}, but no key tells which of its rows do.`;
    report(
      'follows',
      message,
      'Write incremental_strategy: delete+insert, and a unique_key of columns of both.',
    );
  } else if (read === 'new_files' && (strategy !== 'delete+insert' || uniqueKey.length !== 1)) {
    const message = `"${name}" reads new files only, but cannot replace what came from one that changes.`;
    report(
      'read',
      message,
      'Write incremental_strategy: delete+insert, and the column that tells the file as unique_key.',
    );
  } else if (strategy === 'microbatch') checkMicrobatch(config, name, report);
  else if (!needsKey && uniqueKey.length > 0) {
    const message = `"${name}" has a unique_key, of which ${strategy} knows nothing.`;
    report('unique_key', message, 'Leave it out, or write incremental_strategy: delete+insert or merge.');
  }
}

/** A key is no error: some of dbt's adapters ask for one. It is the event time that tells which rows are replaced. */
function checkMicrobatch(
  { eventTime, incremental: { batches } }: ModelConfig,
  name: string,
  report: (key: string, message: string, hint: string) => void,
): void {
  if (eventTime === null) {
    const message = `"${name}" is made of microbatches, but no event_time tells in which one a row is.`;
    report('incremental_strategy', message, 'Say event_time: a column of it, of type DATE or TIMESTAMP.');
  }
  if (batches === undefined) {
    const message = `"${name}" is made of microbatches, but batch_size and begin do not say which ones there are.`;
    const hint = "Say both: batch_size: hour, day, month or year, and begin, e.g. '2026-01-31'.";
    report('incremental_strategy', message, hint);
  }
}

function isTable(materialized: Materialization): boolean {
  return materialized !== 'view' && materialized !== 'ephemeral';
}
