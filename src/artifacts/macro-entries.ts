import { readMacros } from '../compile/jinja/macro-file.ts';
import { macroId } from '../compile/unique-id.ts';
import type { MacroProperties } from '../project/project.ts';
import type { ManifestEntries, ManifestEntry } from './earlier-manifest.ts';
import type { ManifestContext } from './manifest-context.ts';
import { docs } from './node-config.ts';
import { epochSeconds } from './node-entry.ts';

interface WrittenMacro {
  readonly name: string;
  readonly file: string;
  readonly sql: string;
  /** Names of the macros that it calls. */
  readonly calls: readonly string[];
  readonly argumentNames: readonly string[];
}

/** Macros and data tests of the project by unique id, as the manifest holds them. */
export function macroEntries(context: ManifestContext): ManifestEntries {
  const { config, project } = context;
  const properties = new Map(project.macroProperties.map(macro => [macro.name, macro]));
  const macros = [...jinjaMacros(context), ...typeScriptMacros(context)];
  const known = new Set(macros.map(({ name }) => name));
  return Object.fromEntries(
    macros
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(macro => {
        const calls = [...new Set(macro.calls)].filter(name => known.has(name)).sort();
        const entry = macroEntry({ ...macro, calls }, properties.get(macro.name), context);
        return [macroId(config.name, macro.name), entry];
      }),
  );
}

function jinjaMacros({ project }: ManifestContext): readonly WrittenMacro[] {
  return readMacros(project.macros, new Map()).macros.map(({ name, source, parameters }) => ({
    name,
    file: source.file,
    sql: source.text.slice(source.start, source.end),
    calls: source.names.free.map(use => use.name),
    argumentNames: parameters.map(parameter => parameter.name),
  }));
}

/** Their text is no SQL, but what they write depends on all of it. */
function typeScriptMacros({ project }: ManifestContext): readonly WrittenMacro[] {
  return project.typeScriptMacros.map(({ name, path, text }) => ({
    ...{ name, file: path, sql: text },
    ...{ calls: [], argumentNames: [] },
  }));
}

function macroEntry(
  { name, file, sql, calls, argumentNames }: WrittenMacro,
  properties: MacroProperties | undefined,
  { config, invocation }: ManifestContext,
): ManifestEntry {
  const undescribed = argumentNames.map(argument => ({ name: argument, type: undefined, description: '' }));
  const described = properties?.arguments.length ? properties.arguments : undescribed;
  return {
    name,
    resource_type: 'macro',
    package_name: config.name,
    path: file,
    original_file_path: file,
    unique_id: macroId(config.name, name),
    macro_sql: sql,
    depends_on: { macros: calls.map(called => macroId(config.name, called)) },
    description: properties?.description ?? '',
    meta: properties?.meta ?? {},
    docs,
    config: { meta: properties?.meta ?? {}, docs },
    patch_path: properties === undefined ? null : `${config.name}://${properties.at.file}`,
    arguments: described.map(({ type, ...rest }) => ({ ...rest, type: type ?? null })),
    created_at: epochSeconds(invocation.startedAt),
    supported_languages: null,
  };
}
