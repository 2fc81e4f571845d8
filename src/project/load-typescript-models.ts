import { basename, join } from 'node:path';
import { importModule } from '../config/import-module.ts';
import { isJsonValue, type JsonObject, type JsonValue } from '../config/json-value.ts';
import { locateKey } from '../config/locate-key.ts';
import { thrownAt } from '../config/thrown-at.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { offsetAt, type SourcePosition } from '../diagnostics/position.ts';
import { isModelDefinition, type ModelDefinition } from './define-model.ts';
import type { ImportedText } from './imported-text.ts';
import { ownTexts } from './own-text.ts';
import type { ModelFile, Properties, TextFile } from './project.ts';
import { readResourceEntry } from './read-properties.ts';
import type { DescriptionContext } from './render-description.ts';
import type { YamlPath } from './yaml-file.ts';

export interface LoadedModels {
  readonly models: readonly (Omit<ModelFile, 'properties'> & { readonly definition: ModelDefinition })[];
  /** What the models say of themselves, as if a properties file did. */
  readonly properties: readonly Properties[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Imports TypeScript models: the default export of each file is one, or a list of them. They are imported one after the
 * other, since they may have effects.
 */
export async function loadTypeScriptModels(
  projectDir: string,
  files: readonly TextFile[],
  context: Pick<DescriptionContext, 'docs' | 'project'>,
  importedText: ImportedText,
): Promise<LoadedModels> {
  const loaded: LoadedModels[] = [];
  for (const file of files) {
    const imported = await importedText(file);
    loaded.push(await loadFile(projectDir, { ...file, imported }, context));
  }
  return {
    models: loaded.flatMap(({ models }) => models),
    properties: loaded.flatMap(({ properties }) => properties),
    diagnostics: loaded.flatMap(({ diagnostics }) => diagnostics),
  };
}

type TypeScriptFile = TextFile & { readonly imported: string };

async function loadFile(
  projectDir: string,
  file: TypeScriptFile,
  context: Pick<DescriptionContext, 'docs' | 'project'>,
): Promise<LoadedModels> {
  const start = { file: file.path, line: 1, column: 1 };
  const absolute = join(projectDir, file.path);
  try {
    const { default: exported } = await importModule(absolute);
    const definitions = Array.isArray(exported) ? exported : [exported];
    if (definitions.length === 0 || !definitions.every(isModelDefinition)) return failed(noModel(start));
    const isList = Array.isArray(exported);
    const places = definitions.map(
      ({ definedBy }: ModelDefinition) => thrownAt(definedBy, file.path, absolute) ?? start,
    );
    const texts = ownTexts(file.text, places);
    const one = (definition: ModelDefinition, index: number) => {
      const wholeText = `${texts[index]!}${file.imported}`;
      return loadModel({ ...file, wholeText }, definition, places[index]!, { isList, ...context });
    };
    return joined(definitions.map(one));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const at = thrownAt(error, file.path, absolute) ?? start;
    return failed(errorDiagnostic('bad-module', `${file.path} could not be imported: ${reason}`, { at }));
  }
}

function loadModel(
  file: TextFile & { readonly wholeText: string },
  definition: ModelDefinition,
  at: SourcePosition,
  context: Pick<DescriptionContext, 'docs' | 'project'> & { readonly isList: boolean },
): LoadedModels {
  const { input } = definition;
  const name = input.name ?? (context.isList ? undefined : basename(file.path, '.ts'));
  if (typeof name !== 'string' || !/^[^./\\\0][^/\\\0]*$/.test(name)) return failed(badName(file, name, at));
  if (typeof input.query !== 'function') return failed(noQuery(name, at));
  const { path, text, wholeText } = file;
  const { properties, diagnostics } = readOwnProperties(name, definition, at, { ...context, text });
  return { models: [{ path, text, wholeText, name, at, definition }], properties, diagnostics };
}

/** Everything that a properties file could say, read as if one did. */
function readOwnProperties(
  name: string,
  { input }: ModelDefinition,
  at: SourcePosition,
  { text, ...context }: Pick<DescriptionContext, 'docs' | 'project'> & { readonly text: string },
): Pick<LoadedModels, 'properties' | 'diagnostics'> {
  const { query: _query, name: _name, config: _config, columns, ...rest } = input;
  const entry = withoutUndefined({ ...rest, ...(columns === undefined ? {} : { columns: listed(columns) }) });
  if (Object.keys(entry).length === 0) return { properties: [], diagnostics: [] };
  const wrong = Object.entries(entry).find(([, value]) => !isJsonValue(value));
  if (wrong !== undefined) return { properties: [], diagnostics: [notPlain(name, wrong[0], at)] };
  const names = Object.keys(columns ?? {});
  const locate = (path: YamlPath) => {
    const keys = keysInCode(path, names);
    return keys.length === 0 ? at : (locateKey(at.file, text, keys, offsetAt(text, at)) ?? at);
  };
  const { properties, diagnostics } = readResourceEntry({ name, ...(entry as JsonObject) }, locate, context);
  const asInCode = (text: string) =>
    text.replaceAll(/\bcolumns\[(\d+)\]/g, (_, index) => `columns.${names[Number(index)]}`);
  return {
    properties,
    diagnostics: diagnostics.map(found => ({ ...found, message: asInCode(found.message) })),
  };
}

/** Columns are a list in a properties file, and stand by name in code; the model's own name is where the model is. */
function keysInCode([first, index, ...rest]: YamlPath, columns: readonly string[]): YamlPath {
  if (first === undefined || first === 'name') return [];
  if (index === undefined) return [first];
  if (first !== 'columns') return [first, index, ...rest];
  return [first, columns[Number(index)]!, ...rest.filter((key, depth) => depth > 0 || key !== 'name')];
}

function listed(columns: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(columns).map(([name, column]) => ({
    name,
    ...withoutUndefined(column as Readonly<Record<string, unknown>>),
  }));
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function joined(parts: readonly LoadedModels[]): LoadedModels {
  return {
    models: parts.flatMap(({ models }) => models),
    properties: parts.flatMap(({ properties }) => properties),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
  };
}

function failed(diagnostic: Diagnostic): LoadedModels {
  return { models: [], properties: [], diagnostics: [diagnostic] };
}

function noModel(at: SourcePosition): Diagnostic {
  return errorDiagnostic('bad-module', `${at.file} does not export a model.`, {
    at,
    hint: 'Write: export default defineModel({ query: db => db.selectFrom(…) }), or move the file out of the model folders.',
  });
}

function badName(file: TextFile, name: JsonValue | undefined, at: SourcePosition): Diagnostic {
  return name === undefined
    ? errorDiagnostic('bad-module', `A model in the list of ${file.path} has no name.`, {
        at,
        hint: "Give each model of a list its name: defineModel({ name: '…', query })",
      })
    : errorDiagnostic('bad-module', `The model name ${JSON.stringify(name)} cannot be that of a table.`, {
        at,
        hint: 'A name is a text without slashes that does not begin with a dot.',
      });
}

function noQuery(name: string, at: SourcePosition): Diagnostic {
  const hint = 'Write: query: db => db.selectFrom(…)';
  return errorDiagnostic('bad-module', `The model "${name}" has no query.`, { at, hint });
}

function notPlain(name: string, key: string, at: SourcePosition): Diagnostic {
  return errorDiagnostic('bad-property', `"${key}" of the model "${name}" is no plain data.`, {
    at,
    hint: 'Write texts, numbers, booleans, lists and mappings, as in a properties file.',
  });
}
