import type { CompiledSnapshot } from '../compile/node.ts';
import { textChecksum } from './checksum.ts';
import { lineageEntry } from './lineage-document.ts';
import type { ManifestContext } from './manifest-context.ts';
import { lakeConfig } from './model-entry.ts';
import { nodeConfig, uniqueKey } from './node-config.ts';
import { nodeEntry } from './node-entry.ts';
import { queryEntry } from './query-entry.ts';

/** A snapshot, as the manifest holds it. */
export function snapshotEntry(node: CompiledSnapshot, context: ManifestContext): object {
  const lineage = context.lineage.get(node.uniqueId);
  return {
    ...nodeEntry(node, textChecksum(node.wholeText), context),
    meta: lineage === undefined ? node.meta : { ...node.meta, sparkify_lineage: lineageEntry(lineage) },
    ...queryEntry(node, node.raw, context),
    config: { ...nodeConfig(node.config), ...snapshotConfig(node), ...lakeConfig(node.config) },
  };
}

function snapshotConfig({ snapshot }: CompiledSnapshot): object {
  const { scdId, updatedAt, validFrom, validTo, isDeleted } = snapshot.columns;
  return {
    strategy: snapshot.strategy,
    unique_key: uniqueKey(snapshot.uniqueKey),
    target_schema: null,
    target_database: null,
    updated_at: snapshot.updatedAt,
    check_cols: snapshot.strategy === 'check' ? snapshot.checkCols : null,
    hard_deletes: snapshot.hardDeletes,
    dbt_valid_to_current: snapshot.validToCurrent,
    snapshot_meta_column_names: {
      dbt_scd_id: scdId,
      dbt_updated_at: updatedAt,
      dbt_valid_from: validFrom,
      dbt_valid_to: validTo,
      dbt_is_deleted: isDeleted,
    },
  };
}
