import type { Config } from '../config/config.ts';
import type { ModelDefinition } from '../project/define-model.ts';
import type { ModelFile, Project } from '../project/project.ts';
import type { CompiledText, ReadAs, TemplateCompiler } from './compiled-project.ts';

export type TypeScriptModel = ModelFile & { readonly definition: ModelDefinition };

/** Writes the queries of TypeScript models as DuckDB SQL. */
export interface QueryCompiler {
  /** @param readAs where only what is new is asked for: the table that is read in place of the one that has this unique id */
  compile(model: TypeScriptModel, readAs?: ReadAs): CompiledText;
  /** The same where the project has other settings and macros. */
  under(config: Config, templates: TemplateCompiler): QueryCompiler;
}

/** The compiler of a project's TypeScript models. The query builder is loaded only where there are any. */
export async function loadQueryCompiler(
  project: Project,
  config: Config,
  templates: TemplateCompiler,
): Promise<QueryCompiler> {
  if (!project.models.some(isTypeScriptModel)) return noQueries;
  const { createQueryCompiler } = await import('./kysely/create-query-compiler.ts');
  return createQueryCompiler(config, templates);
}

/** Of a project that has SQL models only. */
export const noQueries: QueryCompiler = {
  compile({ path }) {
    throw new Error(`no query compiler was loaded for ${path}`);
  },
  under: () => noQueries,
};

export function isTypeScriptModel(model: ModelFile): model is TypeScriptModel {
  return model.definition !== undefined;
}
