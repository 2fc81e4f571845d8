import type { ProjectOptions } from '../../config/load-config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { checkProject } from '../../run/check-project.ts';
import { withProject } from '../../sparkify.ts';
import { compareTypes, type TypesFile, writeTypes } from '../../typing/types-file.ts';

export interface TypesResult extends Omit<TypesFile, 'text'> {
  readonly tables: number;
  readonly warnings: readonly Diagnostic[];
}

/** Compares the generated types with what the models say, and writes them unless that is all that is wanted. */
export function types(options: ProjectOptions & { readonly compareOnly: boolean }): Promise<TypesResult> {
  return withProject(options, async (loaded, session) => {
    const project = await checkProject(loaded, session);
    throwOnErrors(project.diagnostics);
    const file = await compareTypes(project);
    if (!options.compareOnly && file.state !== 'current') await writeTypes(project.config, file);
    const { path, state } = file;
    return { path, state, tables: Object.keys(project.columns).length, warnings: project.diagnostics };
  });
}
