import { relative, sep } from 'node:path';
import type { Config } from '../config/config.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Project } from '../project/project.ts';
import { checkAccess, type Reader } from './check-access.ts';
import { compileExposure, type ExposureOutcome } from './compile-exposure.ts';
import { compileModels } from './compile-models.ts';
import { compileSeed } from './compile-seed.ts';
import { compileSource } from './compile-source.ts';
import type { CompiledProject, TemplateCompiler } from './compiled-project.ts';
import { modelKeys, seedKeys } from './config-keys.ts';
import { readConfigTree, resourcePath } from './config-tree.ts';
import { findDuplicates } from './find-duplicates.ts';
import type { Outcome } from './outcome.ts';

/**
 * Compiles every model, seed and source of a project, and reports everything that is wrong with any of them. Nodes are
 * plain data; a resource with errors is missing among them, so a caller should stop when there are errors.
 */
export function compileProject(
  project: Project,
  config: Config,
  compiler: TemplateCompiler,
): CompiledProject {
  const at = {
    file: relative(config.projectDir, config.configFile).replaceAll(sep, '/'),
    line: 1,
    column: 1,
  };
  const options = { project: config.name, at };
  const models = readConfigTree(config.models, {
    ...options,
    name: 'models',
    keys: modelKeys,
    paths: project.models.map(({ path, name }) => resourcePath(path, name, config.modelPaths)),
  });
  const seeds = readConfigTree(config.seeds, {
    ...options,
    name: 'seeds',
    keys: seedKeys,
    paths: project.seeds.map(({ path, name }) => resourcePath(path, name, config.seedPaths)),
  });
  const context = { config, compiler, groups: project.groups };
  const seedOutcomes = project.seeds.map(seed => compileSeed(seed, seeds.tree, context));
  for (const { name, relation, enabled } of seedOutcomes) if (enabled) compiler.place(name, relation);
  const outcomes = [
    ...compileModels(project.models, models.tree, context),
    ...seedOutcomes,
    ...project.sources.map(source => compileSource(source, config, compiler)),
  ];
  const nodes = outcomes.flatMap(outcome => outcome.node ?? []);
  const exposures = project.exposures.map(exposure => compileExposure(exposure, config, compiler));
  const readers = [...outcomes.flatMap(reader), ...exposures.flatMap(exposureReader)];
  const diagnostics = [
    ...models.diagnostics,
    ...seeds.diagnostics,
    ...compiler.diagnostics,
    ...outcomes.flatMap(outcome => outcome.diagnostics),
    ...exposures.flatMap(outcome => outcome.diagnostics),
    ...disabledReferences(outcomes, exposures),
    ...checkAccess(readers, nodes),
    ...findDuplicates(outcomes),
  ];
  return {
    exposures: exposures.flatMap(({ exposure, enabled }) => (enabled ? (exposure ?? []) : [])),
    nodes: nodes.toSorted((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1)),
    diagnostics: withoutRepetition(diagnostics.filter(found => !follows(found, project))),
  };
}

function reader({ node, name, references }: Outcome): readonly Reader[] {
  if (node?.resourceType !== 'model') return [];
  return [{ label: `the model "${name}"`, group: node.config.group, references }];
}

function exposureReader({ exposure, references }: ExposureOutcome): readonly Reader[] {
  return exposure === undefined
    ? []
    : [{ label: `the exposure "${exposure.name}"`, group: null, references }];
}

function disabledReferences(
  outcomes: readonly Outcome[],
  exposures: readonly ExposureOutcome[],
): readonly Diagnostic[] {
  const enabled = new Set(outcomes.filter(outcome => outcome.enabled).map(outcome => outcome.uniqueId));
  const disabled = new Map(
    outcomes.filter(outcome => !enabled.has(outcome.uniqueId)).map(outcome => [outcome.uniqueId, outcome]),
  );
  return [...outcomes, ...exposures].flatMap(({ enabled, file, references }) =>
    references.flatMap(({ uniqueId, at }) => {
      const missing = disabled.get(uniqueId);
      if (!enabled || missing === undefined) return [];
      const message = `ref() in ${file} names "${missing.name}", which is disabled.`;
      const hint = `Enable ${missing.file}, or remove the ref.`;
      return [errorDiagnostic('disabled-ref', message, { at, hint })];
    }),
  );
}

/** Whether something is only missing because the file that declares it could not be read, which has been said. */
function follows({ code }: Diagnostic, project: Project): boolean {
  const unread = (causes: readonly Diagnostic['code'][]) =>
    project.diagnostics.some(({ code, severity }) => severity === 'error' && causes.includes(code));
  if (code === 'unknown-source' || code === 'unknown-group') return unread(['bad-yaml', 'bad-property']);
  return code === 'unknown-macro' && unread(['bad-module']);
}

/** What is wrong at one place of a macro is told once, however many models call it. */
function withoutRepetition(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { at, code, message } = diagnostic;
    const place = at === undefined ? message : `${at.file}:${at.line}:${at.column}`;
    const ofMacro = message.replace(/ \(for [^()]*\)\.$/, '.');
    const key = `${code} ${place} ${ofMacro}`;
    if (!seen.has(key)) seen.set(key, diagnostic);
  }
  return [...seen.values()];
}
