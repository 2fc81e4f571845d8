import type { CompiledTest, TableNode } from '../compile/node.ts';
import { type TestMetadata, testMetadata } from '../testing/test-metadata.ts';
import { noChecksum, textChecksum } from './checksum.ts';
import { attachedTable, type ManifestContext } from './manifest-context.ts';
import { nodeEntry } from './node-entry.ts';
import { queryEntry } from './query-entry.ts';

/** A data test, as the manifest holds it. */
export function testEntry(test: CompiledTest, context: ManifestContext): object {
  const entry = test.testType === 'singular' ? singularEntry(test, context) : declaredEntry(test, context);
  return { ...entry, contract: { enforced: false, alias_types: true, checksum: null } };
}

function singularEntry(test: CompiledTest, context: ManifestContext): object {
  const { raw = '' } = test;
  return {
    ...nodeEntry(test, textChecksum(raw), context),
    ...queryEntry(test, raw.trim(), context),
    schema: auditSchema,
    config: testConfig(test, null),
  };
}

function declaredEntry(test: CompiledTest, context: ManifestContext): object {
  const table = attachedTable(context, test.attachedTo);
  const { declaration: declared, column } = test;
  const { name, kwargs, namespace } = metadata(test, table);
  const macro = namespace === null ? '' : `${namespace}.`;
  return {
    ...nodeEntry(test, noChecksum, context),
    ...queryEntry(test, `{{ ${macro}test_${name}(**_dbt_generic_test_kwargs) }}`, context),
    schema: auditSchema,
    path: `${test.alias}.sql`,
    alias: test.alias,
    config: testConfig(test, declared?.config.where ?? null),
    column_name: column === undefined ? null : (kwargs.column_name ?? column),
    file_key_name: table === undefined ? null : fileKey(table),
    // dbt attaches tests of models and seeds only.
    attached_node: table?.resourceType === 'source' ? null : (test.attachedTo ?? null),
    test_metadata: { name, kwargs: { ...kwargs, ...declared?.arguments }, namespace },
  };
}

/** A constraint is a test of a name of its own. */
function metadata({ name, declaration, column }: CompiledTest, node: TableNode | undefined): TestMetadata {
  const own = { name, namespace: null };
  if (node === undefined) return { ...own, kwargs: {} };
  const made = testMetadata({ declared: declaration ?? { test: name, arguments: {} }, node, column });
  return declaration === undefined ? { ...made, ...own } : made;
}

/** Where dbt would store failures. */
const auditSchema = 'main_dbt_test__audit';

function testConfig(test: CompiledTest, where: unknown): object {
  const { limit = null, failCalc, warnIf, errorIf } = test.verdict;
  return {
    enabled: true,
    alias: test.alias === test.name ? null : test.alias,
    schema: 'dbt_test__audit',
    database: null,
    tags: test.tags,
    meta: test.meta,
    // A declared test has the group of its table without saying so.
    group: test.testType === 'singular' ? test.group : null,
    materialized: 'test',
    severity: test.severity.toUpperCase(),
    store_failures: test.storeFailures ?? null,
    store_failures_as: null,
    where,
    limit,
    fail_calc: failCalc,
    warn_if: warnIf,
    error_if: errorIf,
  };
}

/** dbt's name for the block of YAML: `models.users`, `sources.raw`. */
function fileKey(table: TableNode): string {
  return table.resourceType === 'source' ? `sources.${table.source}` : `${table.resourceType}s.${table.name}`;
}
