import { MODEL_SCHEMA } from '../columns/relation.ts';
import { errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { SnapshotFile } from '../project/project.ts';
import { checkGroup } from './check-group.ts';
import { checkSchema } from './check-schema.ts';
import type { CompileContext } from './compile-context.ts';
import { oneStatement } from './compile-statement.ts';
import type { CompiledText, TemplateCompiler } from './compiled-project.ts';
import { snapshotKeys } from './config-keys.ts';
import { readConfigLayer } from './config-layer.ts';
import { type ConfigTree, resourcePath, treeLayers } from './config-tree.ts';
import { enabledPosition, ofDisabled } from './disabled-code.ts';
import { checkConfig, completeConfig, mergeConfig } from './merge-config.ts';
import { modelRelation } from './model-relation.ts';
import { compileNodeHooks, withHookReads } from './node-hooks.ts';
import type { Outcome } from './outcome.ts';
import { referenceIn } from './reference-in.ts';
import { checkSnapshotConfig, completeSnapshot } from './snapshot-config.ts';
import { snapshotId } from './unique-id.ts';
import { unrenderedConfig } from './unrendered-config.ts';

/** Compiles one snapshot: the query whose rows it keeps the history of, and its config. */
export function compileSnapshot(
  snapshot: SnapshotFile,
  defaults: ConfigTree,
  { config, compiler, groups, configAt }: CompileContext,
): Outcome {
  const { name, path: file, properties, at: start } = snapshot;
  const folders = treeLayers(defaults, resourcePath(file, name, config.snapshotPaths));
  const declaredAt = properties?.at ?? start;
  const owner = `The config of "${name}"`;
  const declared = readConfigLayer(properties?.config ?? {}, snapshotKeys, owner, () => declaredAt);
  const compiled = compileQuery(snapshot, compiler);
  const saidAt = compiled.configAt ?? start;
  const said = readConfigLayer(compiled.config, snapshotKeys, `config() of "${name}"`, () => saidAt);
  const written = [...folders, declared, { values: said.values, written: compiled.written }];
  const values = mergeConfig(written.map(layer => layer.values));
  const complete = completeConfig(values, 'snapshot');
  const relation = modelRelation(name, complete);
  const uniqueId = snapshotId(config.name, name);
  const own = { ...declared.values, ...said.values };
  const at = (key: string) => (key in said.values ? saidAt : declaredAt);
  const layers = [
    ...folders.map(({ values }) => ({ values, at: () => configAt(['snapshots']) })),
    { values: declared.values, at: () => declaredAt },
    { values: said.values, at: () => saidAt },
  ];
  const hooks = compileNodeHooks(layers, relation, compiler);
  const references = [...compiled.references, ...hooks.references];
  const relationAt = own.alias == null && own.schema == null ? start : at('alias');
  const enabledAt = enabledPosition(folders, layers.slice(-2)) ?? start;
  const base = { uniqueId, name, file, at: start, references, relation, relationAt, enabledAt };
  const wrong = [...declared.diagnostics, ...said.diagnostics];
  const together = [
    ...checkConfig(complete, own, name, at),
    ...checkSnapshotConfig(values, name, at),
    ...checkSchema(complete, name, config, at),
    ...checkGroup(complete.group, `the snapshot "${name}"`, groups, at('group')),
    ...hooks.diagnostics,
  ];
  const diagnostics = [...compiled.diagnostics, ...wrong, ...(wrong.length > 0 ? [] : together)];
  const { enabled } = complete;
  if (enabled && hasErrors(diagnostics)) return { ...base, enabled, node: undefined, diagnostics };
  const { columns = [], tests = [], constraints = [], description = '' } = properties ?? {};
  const node = {
    resourceType: 'snapshot' as const,
    ...{ uniqueId, name, file, at: start, description, columns, tests, constraints, relation },
    ...{ tags: complete.tags, meta: complete.meta },
    dependsOn: withHookReads(compiled.dependsOn, hooks, uniqueId),
    macros: compiled.macros,
    config: complete,
    unrendered: unrenderedConfig(written),
    hooks: hooks.hooks,
    raw: snapshot.raw,
    wholeText: snapshot.raw,
    ...{ sql: compiled.sql, map: compiled.map },
    snapshot: completeSnapshot(values),
  };
  return { ...base, enabled, node, diagnostics: enabled ? diagnostics : ofDisabled(diagnostics, name) };
}

/** The query of a block, or all of the table that YAML names. */
function compileQuery(snapshot: SnapshotFile, compiler: TemplateCompiler): CompiledText {
  const { name, path, text, relation, at } = snapshot;
  const self = { schema: MODEL_SCHEMA, name };
  if (relation === undefined)
    return oneStatement(compiler.compile({ path, text }, self), `The snapshot "${name}"`, at);
  const call = referenceIn(relation.text);
  const compiled = compiler.compile({ path, text: call === undefined ? '' : `{{ ${call} }}` }, self);
  const sql = `select * from ${compiled.sql}`;
  // Positions inside of this text mean nothing in the YAML file.
  const map = { file: path, segments: [{ ...relation.at, start: 0, length: sql.length }] };
  if (call !== undefined) {
    const diagnostics = compiled.diagnostics.map(diagnostic => ({ ...diagnostic, at: relation.at }));
    const references = compiled.references.map(({ uniqueId }) => ({ uniqueId, at: relation.at }));
    return { ...compiled, sql, map, references, diagnostics };
  }
  const message = `The snapshot "${name}" is of "${relation.text}", which does not name a table.`;
  const hint = "Write relation: ref('model') or source('source', 'table').";
  return {
    ...compiled,
    map,
    diagnostics: [errorDiagnostic('bad-property', message, { at: relation.at, hint })],
  };
}
