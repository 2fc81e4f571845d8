import { posix } from 'node:path';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';

/**
 * Where the compiled SQL of a node lies, relative to the project, as dbt lays it out:
 * `target/compiled/<project>/<original path>.sql`; a test or constraint that YAML declares below that file.
 */
export function compiledPath(config: Pick<Config, 'targetPath' | 'name'>, node: CompiledNode): string {
  const folder = `${config.targetPath}/compiled/${config.name}`;
  const isDeclared = node.resourceType === 'test' && node.testType !== 'singular';
  if (isDeclared || node.resourceType === 'unit_test') return `${folder}/${node.file}/${node.name}.sql`;
  // A TypeScript file may define several models.
  if (node.file.endsWith('.ts')) return `${folder}/${posix.join(posix.dirname(node.file), node.name)}.sql`;
  return `${folder}/${node.file}`;
}
