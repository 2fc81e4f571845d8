import { MODEL_SCHEMA } from '../columns/relation.ts';
import type { Config } from '../config/config.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ModelFile } from '../project/project.ts';
import { compileStatement } from './compile-statement.ts';
import type { CompiledText, TemplateCompiler } from './compiled-project.ts';
import { modelKeys } from './config-keys.ts';
import { readConfigLayer } from './config-layer.ts';
import { type ConfigTree, resourcePath, treeLayers } from './config-tree.ts';
import { checkConfig, completeConfig, mergeConfig } from './merge-config.ts';
import type { Outcome } from './outcome.ts';
import { modelId } from './unique-id.ts';

/** Compiles one model: its SQL, and its config out of folder defaults, properties and config(). */
export function compileModel(
  model: ModelFile,
  config: Config,
  defaults: ConfigTree,
  compiler: TemplateCompiler,
): Outcome {
  const { name, path: file, properties } = model;
  const compiled = compileStatement(model, compiler);
  const atProperties = properties?.at ?? { file, line: 1, column: 1 };
  const atConfig = configPosition(model, compiled);
  const declared = readConfigLayer(
    properties?.config ?? {},
    modelKeys,
    `The config of "${name}"`,
    () => atProperties,
  );
  const said = readConfigLayer(compiled.config, modelKeys, `config() of "${name}"`, atConfig);
  const layers = treeLayers(defaults, resourcePath(file, name, config.modelPaths));
  const values = mergeConfig([...layers, declared.values, said.values]);
  const complete = completeConfig(values, values.materialized ?? 'view');
  const uniqueId = modelId(config.name, name);
  const base = { uniqueId, name, file, at: { file, line: 1, column: 1 }, references: compiled.references };
  if (!complete.enabled) return { ...base, enabled: false, node: undefined, diagnostics: [] };
  const at = (key: string) =>
    key in said.values || !(key in declared.values) ? atConfig(key) : atProperties;
  const own = { ...declared.values, ...said.values };
  const diagnostics = [
    ...compiled.diagnostics,
    ...declared.diagnostics,
    ...said.diagnostics,
    ...checkConfig(complete, own, name, at),
  ];
  if (hasErrors(diagnostics)) return { ...base, enabled: true, node: undefined, diagnostics };
  const node = {
    resourceType: 'model' as const,
    uniqueId,
    name,
    file,
    description: properties?.description ?? '',
    tags: complete.tags,
    meta: complete.meta,
    dependsOn: compiled.dependsOn,
    relation: { schema: MODEL_SCHEMA, name },
    columns: properties?.columns ?? [],
    tests: properties?.tests ?? [],
    constraints: properties?.constraints ?? [],
    config: complete,
    raw: model.text,
    sql: compiled.sql,
    map: compiled.map,
  };
  return { ...base, enabled: true, node, diagnostics };
}

/** Finds a key of config() in the model; a config() inside a macro is named as a whole. */
function configPosition(model: ModelFile, { configAt }: CompiledText): (key: string) => SourcePosition {
  const start = configAt ?? { file: model.path, line: 1, column: 1 };
  if (start.file !== model.path) return () => start;
  // What stands before config() in its line is blanked, so that columns stay.
  const [first = '', ...rest] = model.text.split('\n').slice(start.line - 1);
  const lines = [first.slice(start.column - 1).padStart(first.length), ...rest];
  return key => {
    if (configAt === undefined || !/^\w+$/.test(key)) return start;
    const pattern = new RegExp(`(?<![\\w'"])${key}(?=\\s*=)|(?<=['"])${key}(?=['"]\\s*:)`);
    const index = lines.findIndex(line => pattern.test(line));
    if (index === -1) return start;
    return {
      file: model.path,
      line: start.line + index,
      column: lines[index]!.search(pattern) + 1,
      length: key.length,
    };
  };
}
