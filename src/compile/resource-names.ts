import type { Relation } from '../columns/relation.ts';
import type { Config } from '../config/config.ts';
import type { Project } from '../project/project.ts';
import { modelRelation } from './model-relation.ts';
import { modelId, seedId, snapshotId, sourceId } from './unique-id.ts';

/** What a name of the project stands for. */
export interface NamedRelation {
  readonly uniqueId: string;
  readonly relation: Relation;
}

/** Everything that ref() and source() can name. */
export interface ResourceNames {
  /** Models, seeds and snapshots by name. Where they lie may only be known once they are rendered. */
  readonly refs: Map<string, NamedRelation>;
  /** Tables by name, by name of their source. */
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, NamedRelation>>;
}

export function resourceNames(project: Project, config: Config): ResourceNames {
  const refs = new Map<string, NamedRelation>();
  for (const { name } of project.seeds) refs.set(name, named(seedId(config.name, name), name));
  for (const { name } of project.snapshots) refs.set(name, named(snapshotId(config.name, name), name));
  for (const { name } of project.models) refs.set(name, named(modelId(config.name, name), name));
  const sources = new Map<string, Map<string, NamedRelation>>();
  for (const { source, name } of project.sources) {
    const tables = sources.get(source) ?? new Map<string, NamedRelation>();
    const uniqueId = sourceId(config.name, source, name);
    sources.set(source, tables.set(name, { uniqueId, relation: { schema: source, name } }));
  }
  return { refs, sources };
}

function named(uniqueId: string, name: string): NamedRelation {
  return { uniqueId, relation: modelRelation(name) };
}
