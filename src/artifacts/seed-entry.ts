import type { CompiledSeed } from '../compile/node.ts';
import { usedMacros } from '../graph/used-macros.ts';
import { noChecksum } from './checksum.ts';
import type { ManifestContext } from './manifest-context.ts';
import { lakeConfig } from './model-entry.ts';
import { nodeConfig } from './node-config.ts';
import { nodeEntry } from './node-entry.ts';

/** A seed, as the manifest holds it. */
export function seedEntry(seed: CompiledSeed, context: ManifestContext): object {
  return {
    ...nodeEntry(seed, context.seeds.get(seed.uniqueId) ?? noChecksum, context),
    config: {
      ...nodeConfig(seed.config),
      ...lakeConfig(seed.config),
      column_types: seed.columnTypes,
      delimiter: seed.delimiter,
      quote_columns: null,
    },
    raw_code: '',
    root_path: null,
    depends_on: { macros: usedMacros(seed) },
  };
}
