import { readOwner } from './declared-owner.ts';
import { ownMeta, ownTags } from './descriptive.ts';
import type { DeclaredExposure } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { ExposureEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** An entry of `exposures:`. */
export function readExposure(
  reader: PropertyReader,
  path: YamlPath,
  exposure: ExposureEntry,
): DeclaredExposure {
  return {
    name: exposure.name,
    type: exposure.type,
    label: exposure.label ?? undefined,
    owner: readOwner(reader, path, `the exposure "${exposure.name}"`, exposure.owner),
    description: reader.description(path, exposure.description),
    url: exposure.url ?? undefined,
    maturity: exposure.maturity ?? undefined,
    dependsOn: (exposure.depends_on ?? []).map((reference, index) => ({
      reference,
      at: reader.file.positionOf([...path, 'depends_on', index]),
    })),
    tags: ownTags(exposure),
    meta: ownMeta(exposure),
    enabled: exposure.enabled ?? exposure.config?.enabled ?? true,
    at: reader.file.positionOf([...path, 'name']),
  };
}
