import type { Config } from '../config/config.ts';
import { locateKey } from '../config/locate-key.ts';
import { writtenExpression } from '../config/written-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Project } from '../project/project.ts';
import { modelKeys, seedKeys, snapshotKeys } from './config-keys.ts';
import { type ConfigTree, readConfigTree, resourcePath } from './config-tree.ts';

/** The defaults that sparkify.config.ts gives for each kind of table. */
export interface ConfigTrees extends Readonly<Record<'models' | 'seeds' | 'snapshots', ConfigTree>> {
  /** Where a key stands in sparkify.config.ts. */
  readonly at: (path: readonly string[]) => SourcePosition;
  readonly diagnostics: readonly Diagnostic[];
}

export function readConfigTrees(project: Project, config: Config): ConfigTrees {
  const { path: file, text, imported } = project.configFile;
  const at = (path: readonly string[]) => locateKey(file, text, path) ?? { file, line: 1, column: 1 };
  const expression = (path: readonly string[]) => writtenExpression({ text, imported }, path);
  const options = { project: config.name, at, expression };
  const paths = (
    files: readonly { readonly path: string; readonly name: string }[],
    roots: readonly string[],
  ) => files.map(({ path, name }) => resourcePath(path, name, roots));
  const models = readConfigTree(config.models, {
    ...{ ...options, name: 'models', keys: modelKeys },
    paths: paths(project.models, config.modelPaths),
  });
  const seeds = readConfigTree(config.seeds, {
    ...{ ...options, name: 'seeds', keys: seedKeys },
    paths: paths(project.seeds, config.seedPaths),
  });
  const snapshots = readConfigTree(config.snapshots, {
    ...{ ...options, name: 'snapshots', keys: snapshotKeys },
    paths: paths(project.snapshots, config.snapshotPaths),
  });
  return {
    ...{ models: models.tree, seeds: seeds.tree, snapshots: snapshots.tree, at },
    diagnostics: [models, seeds, snapshots].flatMap(({ diagnostics }) => diagnostics),
  };
}
