import { realpath } from 'node:fs/promises';
import { type ResolveFnOutput, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveSelf } from './resolve-self.ts';

const loads = new Map<string, number>();
const projectFolders = new Set<string>();
let hooked = false;

/**
 * Imports a TypeScript or JavaScript file of a project. It is evaluated anew each time, with all that it imports of
 * the project, so that a process that goes on living sees the files as they are now. Its `sparkify` is the copy that is running, installed in the project or not.
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
      const own = resolveSelf(specifier);
      if (own !== undefined) return { url: own, shortCircuit: true };
      try {
        return asFresh(asModule(nextResolve(specifier, context)), importer);
      } catch (error) {
        const spare = isProjectTypeScript(importer) ? spareCopy(specifier) : undefined;
        if (spare === undefined) throw error;
        return { url: spare, shortCircuit: true };
      }
    },
  });
}

/** A project that has no Kysely of its own may use sparkify's by its plain name. */
function spareCopy(specifier: string): string | undefined {
  return specifier === 'kysely' ? resolveSelf('sparkify/kysely') : undefined;
}

/** A project's TypeScript is ES modules, also where `npm init` wrote "type": "commonjs", or nothing is said. */
function asModule(resolved: ResolveFnOutput): ResolveFnOutput {
  return isProjectTypeScript(resolved.url) ? { ...resolved, format: 'module-typescript' } : resolved;
}

/** What a file of the project imports of the project is evaluated anew along with it. */
function asFresh(resolved: ResolveFnOutput, parent: string): ResolveFnOutput {
  const load = parent.startsWith('file:') ? new URL(parent).searchParams.get('load') : null;
  if (load === null || !isInProject(resolved.url)) return resolved;
  const url = new URL(resolved.url);
  url.searchParams.set('load', load);
  return { ...resolved, url: url.href };
}

function isInProject(url: string): boolean {
  return !url.includes('/node_modules/') && projectFolders.values().some(folder => url.startsWith(folder));
}

function isProjectTypeScript(url: string): boolean {
  return /\.ts(\?|$)/.test(url) && isInProject(url);
}
