import type { Materialization, ModelConfig } from '../../src/compile/model-config.ts';
import type {
  CompiledModel,
  CompiledSeed,
  CompiledSnapshot,
  CompiledSource,
  CompiledTest,
} from '../../src/compile/node.ts';
import { plainShowing } from '../../src/compile/node.ts';
import { defaultVerdict } from '../../src/compile/test-verdict.ts';

const at = { file: 'models/_schema.yml', line: 1, column: 1 };

function modelConfig(materialized: Materialization, published: boolean): ModelConfig {
  return {
    materialized,
    enabled: true,
    alias: null,
    schema: null,
    published,
    format: 'parquet',
    partitionBy: [],
    sortBy: [],
    eventTime: null,
    onFailure: 'hold',
    incremental: {
      ...{ strategy: 'append', uniqueKey: [], onSchemaChange: 'ignore', fullRefresh: null },
      ...{ read: 'all', deletedFiles: 'keep', follows: null },
    },
    compression: 'snappy',
    group: null,
    access: 'protected',
    tags: [],
    meta: {},
    preHook: [],
    postHook: [],
    contract: { enforced: false, partial: false },
  };
}

const base = { description: '', tags: [], meta: {}, macros: [], columns: [], tests: [] };

/** A model `name` that reads `parents` (unique ids); published when it is a table. */
export function modelNode(
  name: string,
  parents: readonly string[],
  materialized: Materialization = 'table',
  published = materialized === 'table' || materialized === 'external',
): CompiledModel {
  return {
    ...base,
    resourceType: 'model',
    at: { file: `models/${name}.sql`, line: 1, column: 1 },
    uniqueId: `model.p.${name}`,
    name,
    file: `models/${name}.sql`,
    dependsOn: parents,
    relation: { schema: 'main', name },
    constraints: [],
    hooks: { pre: [], post: [] },
    config: modelConfig(materialized, published),
    unrendered: {},
    raw: '',
    wholeText: '',
    sql: 'SELECT 1 AS a',
    map: { file: `models/${name}.sql`, segments: [] },
  };
}

export function seedNode(name: string): CompiledSeed {
  return {
    ...base,
    resourceType: 'seed',
    uniqueId: `seed.p.${name}`,
    name,
    file: `seeds/${name}.csv`,
    dependsOn: [],
    relation: { schema: 'main', name },
    constraints: [],
    hooks: { pre: [], post: [] },
    config: modelConfig('seed', true),
    unrendered: {},
    columnTypes: {},
    delimiter: ',',
  };
}

/** A snapshot `name` of `parent` (unique id) by the column `id`. */
export function snapshotNode(name: string, parent: string): CompiledSnapshot {
  const { increment: _, ...query } = modelNode(name, [parent]);
  return {
    ...query,
    resourceType: 'snapshot',
    uniqueId: `snapshot.p.${name}`,
    config: modelConfig('snapshot', true),
    snapshot: {
      strategy: 'check',
      uniqueKey: ['id'],
      updatedAt: null,
      checkCols: 'all',
      hardDeletes: 'ignore',
      validToCurrent: null,
      columns: {
        scdId: 'dbt_scd_id',
        updatedAt: 'dbt_updated_at',
        validFrom: 'dbt_valid_from',
        validTo: 'dbt_valid_to',
        isDeleted: 'dbt_is_deleted',
      },
    },
  };
}

export function sourceNode(name: string): CompiledSource {
  return {
    ...base,
    resourceType: 'source',
    eventTime: null,
    uniqueId: `source.p.raw.${name}`,
    name,
    file: at.file,
    dependsOn: [],
    relation: { schema: 'raw', name },
    source: 'raw',
    sourceDescription: '',
    location: `data/${name}/*.json`,
    locationText: `data/${name}/*.json`,
    declared: [],
    fileColumn: null,
    onBadRecord: 'fail',
    undeclaredKeys: 'warn',
    freshness: null,
    at,
  };
}

export function testNode(
  name: string,
  tables: readonly string[],
  severity: 'error' | 'warn' = 'error',
): CompiledTest {
  return {
    resourceType: 'test',
    uniqueId: `test.p.${name}.0123456789`,
    name,
    alias: name,
    file: at.file,
    description: '',
    tags: [],
    meta: {},
    dependsOn: tables,
    macros: [],
    testType: 'generic',
    group: null,
    declaration: undefined,
    raw: undefined,
    unrendered: {},
    sql: 'SELECT 1 WHERE false',
    map: undefined,
    severity,
    verdict: defaultVerdict,
    storeFailures: undefined,
    showing: plainShowing,
    scan: undefined,
    rowLimits: undefined,
    comparison: undefined,
    attachedTo: tables[0],
    column: undefined,
    at,
  };
}
