import { realpath } from 'node:fs/promises';
import { type ResolveFnOutput, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveSelf } from './resolve-self.ts';

const loads = new Map<string, number>();
const projectFolders = new Set<string>();
let hooked = false;

/**
 * Imports a TypeScript or JavaScript file of a project. It is evaluated anew each time, so that a process that goes on
 * living sees the file as it is now. Its `sparkify` is the copy that is running, installed in the project or not.
 *
 * @param file absolute path.
 * @returns its exports by name.
 * @throws whatever the file throws, and Node's errors for a file that is missing or malformed.
 */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const real = await realpath(file);
  hookImports(dirname(real));
  const url = pathToFileURL(real);
  const count = loads.get(url.href) ?? 0;
  loads.set(url.href, count + 1);
  if (count > 0) url.searchParams.set('load', String(count));
  return import(url.href);
}

function hookImports(folder: string): void {
  projectFolders.add(pathToFileURL(`${folder}/`).href);
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const importer = context.parentURL ?? '';
      const own = resolveSelf(specifier, isProjectTypeScript(importer) ? importer : undefined);
      return own === undefined ? asModule(nextResolve(specifier, context)) : { url: own, shortCircuit: true };
    },
  });
}

/** A project's TypeScript is ES modules, also where `npm init` wrote "type": "commonjs", or nothing is said. */
function asModule(resolved: ResolveFnOutput): ResolveFnOutput {
  return isProjectTypeScript(resolved.url) ? { ...resolved, format: 'module-typescript' } : resolved;
}

function isProjectTypeScript(url: string): boolean {
  if (!/\.ts(\?|$)/.test(url) || url.includes('/node_modules/')) return false;
  return projectFolders.values().some(folder => url.startsWith(folder));
}
