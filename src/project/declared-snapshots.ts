import { readResourceProperties } from './declared-resources.ts';
import type { DeclaredText, Properties } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { SnapshotEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** An entry of `snapshots:`. */
export interface DeclaredSnapshot {
  readonly properties: Properties;
  /** The table that it keeps the history of; undefined where it describes a block. */
  readonly relation: DeclaredText | undefined;
}

export function readSnapshot(
  reader: PropertyReader,
  path: YamlPath,
  { relation, ...resource }: SnapshotEntry,
): DeclaredSnapshot {
  return {
    properties: readResourceProperties(reader, path, resource),
    relation:
      relation == null ? undefined : { text: relation, at: reader.file.positionOf([...path, 'relation']) },
  };
}
