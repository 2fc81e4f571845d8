import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ModelFile } from '../project/project.ts';
import { checkGroup } from './check-group.ts';
import { checkSchema } from './check-schema.ts';
import type { CompileContext } from './compile-context.ts';
import { compileIncrementOf } from './compile-increment.ts';
import { compileStatement } from './compile-statement.ts';
import type { CompiledText } from './compiled-project.ts';
import { modelKeys } from './config-keys.ts';
import { type ConfigLayer, readConfigLayer } from './config-layer.ts';
import { enabledPosition, ofDisabled } from './disabled-code.ts';
import { checkConfig, completeConfig, mergeConfig } from './merge-config.ts';
import { modelRelation } from './model-relation.ts';
import type { ModelSettings } from './model-settings.ts';
import { compileNodeHooks, type HookLayer, withHookReads } from './node-hooks.ts';
import type { Outcome } from './outcome.ts';
import { isTypeScriptModel } from './query-compiler.ts';
import { modelId } from './unique-id.ts';
import { unrenderedConfig } from './unrendered-config.ts';

/** Compiles one model: its SQL, and its config out of folder defaults, properties and config(). */
export function compileModel(
  settings: ModelSettings,
  { config, compiler, queries, groups, configAt }: CompileContext,
): Outcome {
  const { model, declared } = settings;
  const { name, path: file, properties } = model;
  const compiled = isTypeScriptModel(model) ? queries.compile(model) : compileStatement(model, compiler);
  const atConfig = configPosition(model, compiled);
  const said = readConfigLayer(compiled.config, modelKeys, `config() of "${name}"`, atConfig);
  const written = [...settings.folders, declared, { values: said.values, written: compiled.written }];
  const values = mergeConfig(written.map(layer => layer.values));
  const complete = completeConfig(values, values.materialized ?? 'view');
  const relation = modelRelation(name, complete);
  const uniqueId = modelId(config.name, name);
  const at = keyPosition(settings, compiled, said);
  const own = { ...declared.values, ...said.values };
  const start = model.at ?? { file, line: 1, column: 1 };
  const layers = [...settingLayers(settings, configAt), { values: said.values, at: atConfig }];
  const hooks = compileNodeHooks(layers, relation, compiler);
  const increment = compileIncrementOf(model, complete, compiled, { compiler, queries });
  const references = [...compiled.references, ...increment.references, ...hooks.references];
  const relationAt = namingPosition(own, at) ?? start;
  const enabledAt = enabledPosition(settings.folders, layers.slice(-2)) ?? start;
  const base = { uniqueId, name, file, at: start, references, relation, relationAt, enabledAt };
  const wrong = [...declared.diagnostics, ...said.diagnostics];
  const together = [
    ...checkConfig(complete, own, name, at),
    ...checkSchema(complete, name, config, at),
    ...checkGroup(complete.group, `the model "${name}"`, groups, at('group')),
    ...hooks.diagnostics,
  ];
  // What does not go together may do so once each value is right.
  const diagnostics = [...increment.diagnostics, ...wrong, ...(wrong.length > 0 ? [] : together)];
  // Its query can be checked whatever its config says.
  const { enabled } = complete;
  if (enabled && hasErrors(increment.diagnostics)) return { ...base, enabled, node: undefined, diagnostics };
  const node = {
    resourceType: 'model' as const,
    ...{ uniqueId, name, file, at: start },
    description: properties?.description ?? '',
    ...{ tags: complete.tags, meta: complete.meta },
    dependsOn: withHookReads(increment.dependsOn, hooks, uniqueId),
    macros: compiled.macros,
    relation,
    ...declaredParts(properties),
    config: complete,
    unrendered: unrenderedConfig(written),
    hooks: hooks.hooks,
    raw: model.text,
    wholeText: model.wholeText ?? model.text,
    ...{ sql: compiled.sql, map: compiled.map },
    ...increment.form,
  };
  const told = enabled ? diagnostics : ofDisabled(compiled.diagnostics, name);
  return { ...base, enabled, node, diagnostics: told };
}

/** Where the model says how its table is called. */
function namingPosition(own: ConfigLayer['values'], at: (key: string) => SourcePosition) {
  const naming = (['alias', 'schema'] as const).find(key => own[key] != null);
  return naming === undefined ? undefined : at(naming);
}

function declaredParts(properties: ModelFile['properties']) {
  const { columns = [], tests = [], constraints = [] } = properties ?? {};
  return { columns, tests, constraints };
}

/** What is said of a model outside of its template. */
function settingLayers(
  { folders, declared, declaredAt }: ModelSettings,
  configAt: CompileContext['configAt'],
): readonly HookLayer[] {
  const layers = folders.map(({ values }) => ({ values, at: () => configAt(['models']) }));
  return [...layers, { values: declared.values, at: () => declaredAt }];
}

/** Where the model itself says a key: in config(), or else in its properties. */
function keyPosition(
  { model, declared, declaredAt }: ModelSettings,
  compiled: CompiledText,
  said: ConfigLayer,
): (key: string) => SourcePosition {
  const atConfig = configPosition(model, compiled);
  return key => (key in said.values || !(key in declared.values) ? atConfig(key) : declaredAt);
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
    const pattern = new RegExp(`(?<![\\w'"])${key}(?=\\s*[=:])|(?<=['"])${key}(?=['"]\\s*:)`);
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
