import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import { targetError } from '../storage/disk-error.ts';
import { mapInTurns } from '../storage/turns.ts';
import { compiledPath } from './compiled-path.ts';
import { writeChanged } from './write-changed.ts';

/** Writes the compiled SQL of models and tests. Gives their paths relative to the project, in the order of `nodes`. */
export async function writeCompiled(
  config: Config,
  nodes: readonly CompiledNode[],
): Promise<readonly string[]> {
  const files = nodes.flatMap(node =>
    'sql' in node ? [{ path: compiledPath(config, node), text: node.sql }] : [],
  );
  const folders = new Set(files.map(file => dirname(join(config.projectDir, file.path))));
  try {
    await mapInTurns(folders, folder => mkdirSync(folder, { recursive: true }));
    await mapInTurns(files, file => writeChanged(join(config.projectDir, file.path), `${file.text}\n`));
  } catch (error) {
    throw targetError(error, join(config.projectDir, config.targetPath));
  }
  return files.map(file => file.path);
}
