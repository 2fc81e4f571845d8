import type { Config } from '../config/config.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { DeclaredExposure } from '../project/project.ts';
import type { Reference, TemplateCompiler } from './compiled-project.ts';
import type { CompiledExposure } from './node.ts';
import { referenceIn } from './reference-in.ts';
import { exposureId } from './unique-id.ts';

export interface ExposureOutcome {
  /** Undefined when it has errors. */
  readonly exposure: CompiledExposure | undefined;
  readonly enabled: boolean;
  readonly file: string;
  readonly references: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Settles what an exposure reads. It is a node that nothing runs. */
export function compileExposure(
  declared: DeclaredExposure,
  config: Config,
  compiler: TemplateCompiler,
): ExposureOutcome {
  const { enabled, dependsOn, at, ...rest } = declared;
  const read = dependsOn.map(({ reference, at }) => readReference(reference, at, declared.name, compiler));
  const references = read.flatMap(each => each.references);
  const diagnostics = enabled ? read.flatMap(each => each.diagnostics) : [];
  const exposure: CompiledExposure = {
    ...rest,
    resourceType: 'exposure',
    uniqueId: exposureId(config.name, declared.name),
    file: at.file,
    macros: [],
    dependsOn: [...new Set(references.map(({ uniqueId }) => uniqueId))].sort(),
    at,
  };
  return {
    exposure: hasErrors(diagnostics) ? undefined : exposure,
    enabled,
    file: at.file,
    references,
    diagnostics,
  };
}

function readReference(
  reference: string,
  at: DeclaredExposure['at'],
  name: string,
  compiler: TemplateCompiler,
): Pick<ExposureOutcome, 'references' | 'diagnostics'> {
  const call = referenceIn(reference);
  if (call === undefined) {
    const message = `The exposure "${name}" depends on "${reference}", which does not name a table.`;
    const hint = "Write ref('model') or source('source', 'table').";
    return { references: [], diagnostics: [errorDiagnostic('bad-property', message, { at, hint })] };
  }
  // Positions inside of this text mean nothing in the YAML file.
  const compiled = compiler.compile({ path: at.file, text: `{{ ${call} }}` });
  return {
    references: compiled.references.map(({ uniqueId }) => ({ uniqueId, at })),
    diagnostics: compiled.diagnostics.map(diagnostic => ({ ...diagnostic, at })),
  };
}
