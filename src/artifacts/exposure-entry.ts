import type { CompiledExposure } from '../compile/node.ts';
import { fqn } from '../graph/fqn.ts';
import type { ManifestContext } from './manifest-context.ts';
import { epochSeconds, pathInFolder } from './node-entry.ts';
import { ownerEntry } from './owner-entry.ts';
import { readEntry } from './query-entry.ts';

/** An exposure, as the manifest holds it. */
export function exposureEntry(exposure: CompiledExposure, context: ManifestContext): object {
  const { config, folders, invocation } = context;
  const { name, tags, meta } = exposure;
  return {
    name,
    resource_type: 'exposure',
    package_name: config.name,
    path: pathInFolder(exposure.file, folders),
    original_file_path: exposure.file,
    unique_id: exposure.uniqueId,
    fqn: fqn(exposure, folders),
    type: exposure.type,
    owner: ownerEntry(exposure.owner),
    description: exposure.description,
    label: exposure.label ?? null,
    maturity: exposure.maturity ?? null,
    meta,
    tags,
    config: { enabled: !context.disabled.includes(exposure), tags, meta },
    unrendered_config: {},
    url: exposure.url ?? null,
    ...readEntry(exposure, context),
    created_at: epochSeconds(invocation.startedAt),
  };
}
