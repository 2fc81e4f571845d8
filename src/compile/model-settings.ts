import type { Config } from '../config/config.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ModelFile } from '../project/project.ts';
import { modelKeys } from './config-keys.ts';
import { type ConfigLayer, readConfigLayer } from './config-layer.ts';
import { type ConfigTree, resourcePath, treeLayers } from './config-tree.ts';

/** What is known of a model's config before its template is rendered. */
export interface ModelSettings {
  readonly model: ModelFile;
  /** What folders say, outermost first. */
  readonly folders: readonly ConfigTree[];
  /** What its properties say. */
  readonly declared: ConfigLayer;
  readonly declaredAt: SourcePosition;
}

export function modelSettings(model: ModelFile, config: Config, defaults: ConfigTree): ModelSettings {
  const { name, path: file, properties } = model;
  const declaredAt = properties?.at ?? { file, line: 1, column: 1 };
  const owner = `The config of "${name}"`;
  return {
    model,
    folders: treeLayers(defaults, resourcePath(file, name, config.modelPaths)),
    declared: readConfigLayer(properties?.config ?? {}, modelKeys, owner, () => declaredAt),
    declaredAt,
  };
}
