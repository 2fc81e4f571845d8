import type { ModelConfig } from '../compile/model-config.ts';
import type { CompiledModel } from '../compile/node.ts';
import { textChecksum } from './checksum.ts';
import { tableConstraints } from './constraint-entries.ts';
import { lineageEntry } from './lineage-document.ts';
import type { ManifestContext } from './manifest-context.ts';
import { contract, nodeConfig } from './node-config.ts';
import { nodeEntry } from './node-entry.ts';
import { queryEntry } from './query-entry.ts';

/** A model, as the manifest holds it. */
export function modelEntry(model: CompiledModel, context: ManifestContext): object {
  const lineage = context.lineage.get(model.uniqueId);
  return {
    ...nodeEntry(model, textChecksum(model.wholeText), context),
    // dbt's form has no place of its own for it, and refuses keys of a node that it does not know.
    meta: lineage === undefined ? model.meta : { ...model.meta, sparkify_lineage: lineageEntry(lineage) },
    ...queryEntry(model, model.raw.trim(), context),
    config: { ...nodeConfig(model.config), access: model.config.access, ...lakeConfig(model.config) },
    access: model.config.access,
    constraints: tableConstraints(model.constraints),
    contract: { ...contract(model.config), checksum: null },
    version: null,
    latest_version: null,
    deprecation_date: null,
    primary_key: [],
    time_spine: null,
  };
}

/** The keys of a config that dbt does not know, as users write them. */
export function lakeConfig(config: ModelConfig): object {
  const { published, format, partitionBy, sortBy, compression, onFailure } = config;
  return {
    ...{ published, format, partition_by: partitionBy, sort_by: sortBy, compression },
    on_failure: onFailure,
  };
}
