import type { ModelFile } from '../project/project.ts';
import type { CompileContext } from './compile-context.ts';
import { compileModel } from './compile-model.ts';
import type { ConfigTree } from './config-tree.ts';
import { mergeConfig } from './merge-config.ts';
import { modelRelation } from './model-relation.ts';
import { modelSettings } from './model-settings.ts';
import type { Outcome } from './outcome.ts';

/**
 * Compiles every model so that each ref() writes the table that a model really is. What folders and properties say of
 * it is known at once; a template tells its own alias and schema only while it is rendered, so those that read such a
 * model are rendered once more.
 */
export function compileModels(
  models: readonly ModelFile[],
  defaults: ConfigTree,
  context: CompileContext,
): readonly Outcome[] {
  const { config, compiler } = context;
  const settings = models.map(model => modelSettings(model, config, defaults));
  for (const { model, folders, declared } of settings) {
    const values = mergeConfig([...folders.map(({ values }) => values), declared.values]);
    if (values.enabled !== false) compiler.place(model.name, modelRelation(model.name, values));
  }
  const first = settings.map(each => compileModel(each, context));
  const moved = new Set(
    first
      .filter(({ enabled, name, relation }) => enabled && compiler.place(name, relation))
      .map(({ uniqueId }) => uniqueId),
  );
  if (moved.size === 0) return first;
  return first.map((outcome, index) => {
    const reads = outcome.references.some(({ uniqueId }) => moved.has(uniqueId));
    return reads || moved.has(outcome.uniqueId) ? compileModel(settings[index]!, context) : outcome;
  });
}
