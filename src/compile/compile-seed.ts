import { ColumnTypeError } from '../columns/column-type.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { SeedFile } from '../project/project.ts';
import { checkGroup } from './check-group.ts';
import { checkSchema } from './check-schema.ts';
import type { CompileContext } from './compile-context.ts';
import { seedKeys } from './config-keys.ts';
import { readConfigLayer } from './config-layer.ts';
import { type ConfigTree, resourcePath, treeLayers } from './config-tree.ts';
import { enabledPosition } from './disabled-code.ts';
import { checkConfig, completeConfig, mergeConfig } from './merge-config.ts';
import { modelRelation } from './model-relation.ts';
import { compileNodeHooks, withHookReads } from './node-hooks.ts';
import type { Outcome } from './outcome.ts';
import { seedId } from './unique-id.ts';
import { unrenderedConfig } from './unrendered-config.ts';

/** Settles the config of one seed. */
export function compileSeed(
  seed: SeedFile,
  defaults: ConfigTree,
  { config, compiler, groups, configAt }: CompileContext,
): Outcome {
  const { name, path: file, properties } = seed;
  const at = () => properties?.at ?? { file, line: 1, column: 1 };
  const declared = readConfigLayer(properties?.config ?? {}, seedKeys, `The config of "${name}"`, at);
  const folders = treeLayers(defaults, resourcePath(file, name, config.seedPaths));
  const written = [...folders, declared];
  const values = mergeConfig(written.map(layer => layer.values));
  const complete = completeConfig(values, 'seed');
  const uniqueId = seedId(config.name, name);
  const relation = modelRelation(name, complete);
  const own = { values: declared.values, at };
  const layers = [...folders.map(({ values }) => ({ values, at: () => configAt(['seeds']) })), own];
  const hooks = compileNodeHooks(layers, relation, compiler);
  const start = { file, line: 1, column: 1 };
  const enabledAt = enabledPosition(folders, [own]) ?? start;
  const { references } = hooks;
  const base = { uniqueId, name, file, at: start, references, relation, relationAt: at(), enabledAt };
  const diagnostics = [
    ...declared.diagnostics,
    ...checkConfig(complete, declared.values, name, at),
    ...checkSchema(complete, name, config, at),
    ...checkGroup(complete.group, `the seed "${name}"`, groups, at()),
    ...hooks.diagnostics,
    ...checkColumnTypes(values.column_types ?? {}, name, at()),
  ];
  const typed = (properties?.columns ?? []).flatMap(column =>
    column.dataType === undefined ? [] : [[column.name, column.dataType]],
  );
  const node = {
    resourceType: 'seed' as const,
    uniqueId,
    name,
    file,
    description: properties?.description ?? '',
    tags: complete.tags,
    meta: complete.meta,
    dependsOn: withHookReads([], hooks, uniqueId),
    macros: [],
    relation,
    columns: properties?.columns ?? [],
    tests: properties?.tests ?? [],
    constraints: properties?.constraints ?? [],
    config: complete,
    unrendered: unrenderedConfig(written),
    hooks: hooks.hooks,
    columnTypes: { ...values.column_types, ...Object.fromEntries(typed) },
    delimiter: values.delimiter ?? ',',
  };
  const { enabled } = complete;
  return { ...base, enabled, node, diagnostics: enabled ? diagnostics : [] };
}

function checkColumnTypes(
  types: Readonly<Record<string, string>>,
  seed: string,
  at: SourcePosition,
): readonly Diagnostic[] {
  return Object.entries(types).flatMap(([column, type]) => {
    try {
      parseColumnType(type);
      return [];
    } catch (error) {
      if (!(error instanceof ColumnTypeError)) throw error;
      const message = `The type "${type}" of ${seed}.${column} in column_types is no DuckDB type: ${error.message}.`;
      const hint = error.hint === undefined ? {} : { hint: error.hint };
      return [errorDiagnostic('bad-model-config', message, { at, ...hint })];
    }
  });
}
