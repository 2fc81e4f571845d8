import type { ProjectOptions } from '../../config/load-config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { throwOnErrors } from '../../diagnostics/sparkify-error.ts';
import { checkProject } from '../../run/check-project.ts';
import { withProject } from '../../sparkify.ts';
import { isReadable } from '../../typing/kept-tables.ts';
import { compareTypes, type TypesFile, writeTypes } from '../../typing/types-file.ts';

export interface TypesResult extends Omit<TypesFile, 'text'> {
  /** What is wrong with the project, errors among it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares the generated types with what the models say, and writes them unless that is all that is wanted.
 *
 * @throws SparkifyError when files of the project cannot be read, and, where types are only compared, for every other error
 */
export function types(options: ProjectOptions & { readonly compareOnly: boolean }): Promise<TypesResult> {
  return withProject(options, async (loaded, session) => {
    const { compareOnly } = options;
    const project = await checkProject(loaded, session);
    const { config, diagnostics } = project;
    if (compareOnly || !isReadable(project)) throwOnErrors(diagnostics);
    const { text, ...file } = await compareTypes(project);
    if (!compareOnly && file.state !== 'current') await writeTypes(config, { ...file, text });
    return { ...file, diagnostics };
  });
}
