import { posix } from 'node:path';
import type { RunHook } from '../compile/hook.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import { safeAlias } from '../testing/test-name.ts';

/**
 * Where the compiled SQL of a node lies, relative to the project, as dbt lays it out:
 * `target/compiled/<project>/<original path>.sql`; a test or constraint that YAML declares below that file.
 */
export function compiledPath(config: Pick<Config, 'targetPath' | 'name'>, node: CompiledNode): string {
  return `${config.targetPath}/compiled/${config.name}/${pathOf(node)}`;
}

/** Where the SQL that ran lies, of a node or of a hook of the run: below `target/run/`, otherwise the same. */
export function runPath(config: Pick<Config, 'targetPath' | 'name'>, node: CompiledNode | RunHook): string {
  const path = 'moment' in node ? `${node.file}/hooks/${hookName(node)}.sql` : pathOf(node);
  return `${config.targetPath}/run/${config.name}/${path}`;
}

function pathOf(node: CompiledNode): string {
  // A name may be anything, and longer than a file's: as in dbt the file has the short one.
  if (node.resourceType === 'unit_test') return `${node.file}/${safeAlias(node.name)}.sql`;
  if (node.resourceType === 'test' && node.testType !== 'singular') return `${node.file}/${node.alias}.sql`;
  // A TypeScript file may define several models, a file of snapshots several of these, and YAML is no SQL.
  if (node.file.endsWith('.ts') || node.resourceType === 'snapshot')
    return `${posix.join(posix.dirname(node.file), node.name)}.sql`;
  return node.file;
}

/** `shop-on-run-start-0`, the end of its id. */
function hookName({ uniqueId }: RunHook): string {
  return uniqueId.slice(uniqueId.lastIndexOf('.') + 1);
}
