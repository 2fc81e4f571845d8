import type { Config } from '../config/config.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { Project } from '../project/project.ts';
import { checkAccess, type Reader } from './check-access.ts';
import { compileExposure, type ExposureOutcome } from './compile-exposure.ts';
import { compileModels } from './compile-models.ts';
import { compileSeed } from './compile-seed.ts';
import { compileSnapshot } from './compile-snapshot.ts';
import { compileSource } from './compile-source.ts';
import type { CompiledProject, TemplateCompiler } from './compiled-project.ts';
import { readConfigTrees } from './config-trees.ts';
import { findDuplicates } from './find-duplicates.ts';
import { withoutRepetition } from './in-macro.ts';
import { isQuery, type TableNode } from './node.ts';
import type { Outcome } from './outcome.ts';
import { noQueries, type QueryCompiler } from './query-compiler.ts';
import { compileRunHooks } from './run-hooks.ts';

/**
 * Compiles every model, seed, snapshot and source of a project, and reports everything that is wrong with any of them. Nodes are
 * plain data. One with errors may be missing among them or hold only what is right of it: good enough to find what else
 * is wrong, but a caller should stop when there are errors.
 *
 * @param queries writes TypeScript models; needed where there are any.
 */
export function compileProject(
  project: Project,
  config: Config,
  compiler: TemplateCompiler,
  queries: QueryCompiler = noQueries,
): CompiledProject {
  const { models, seeds, snapshots, at, ...trees } = readConfigTrees(project, config);
  const context = { config, compiler, queries, groups: project.groups, configAt: at };
  const compileOthers = () => [
    ...project.seeds.map(seed => compileSeed(seed, seeds, context)),
    ...project.snapshots.map(snapshot => compileSnapshot(snapshot, snapshots, context)),
  ];
  for (const { name, relation, enabled } of compileOthers()) if (enabled) compiler.place(name, relation);
  const outcomes = [
    ...compileModels(project.models, models, context),
    // They and their hooks may read models, of which it is known only now which tables they are.
    ...compileOthers(),
    ...project.sources.map(source => compileSource(source, config, compiler)),
  ];
  const nodes = outcomes.flatMap(({ node, enabled }) =>
    node === undefined || !enabled ? [] : asDeclared(node, project),
  );
  const exposures = project.exposures.map(exposure => compileExposure(exposure, config, compiler));
  const readers = [
    ...outcomes.flatMap(reader),
    ...exposures.filter(({ enabled }) => enabled).flatMap(exposureReader),
  ];
  const runs = compileRunHooks(config, compiler, at);
  const diagnostics = [
    ...trees.diagnostics,
    ...compiler.diagnostics,
    ...outcomes.flatMap(outcome => outcome.diagnostics),
    ...runs.diagnostics,
    ...exposures.flatMap(outcome => outcome.diagnostics),
    ...disabledReferences(outcomes, exposures),
    ...checkAccess(readers, nodes),
    ...findDuplicates(outcomes),
  ];
  return {
    disabled: disabledNodes(outcomes, exposures),
    references: Object.fromEntries(outcomes.map(({ uniqueId, references }) => [uniqueId, references])),
    exposures: exposures.flatMap(({ exposure, enabled }) => (enabled ? (exposure ?? []) : [])),
    nodes: nodes.toSorted((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1)),
    hooks: runs.hooks,
    diagnostics: withoutRepetition(diagnostics.filter(found => !follows(found, project))),
  };
}

/** Of a contract whose columns could not all be read, only those that were are held against the query. */
function asDeclared(node: TableNode, project: Project): TableNode {
  if (node.resourceType === 'source' || !node.config.contract.enforced) return node;
  const files = { model: project.models, seed: project.seeds, snapshot: project.snapshots }[
    node.resourceType
  ];
  const properties = files.find(({ path, name }) => path === node.file && name === node.name)?.properties;
  const isWhole = properties?.isWhole ?? !project.diagnostics.some(({ code }) => code === 'bad-yaml');
  if (isWhole) return node;
  const config = { ...node.config, contract: { ...node.config.contract, partial: true } };
  return { ...node, config } as TableNode;
}

function reader({ node, name, enabled, references }: Outcome): readonly Reader[] {
  if (node === undefined || !isQuery(node) || !enabled) return [];
  return [{ label: `the ${node.resourceType} "${name}"`, group: node.config.group, references }];
}

function exposureReader({ exposure, references }: ExposureOutcome): readonly Reader[] {
  return exposure === undefined
    ? []
    : [{ label: `the exposure "${exposure.name}"`, group: null, references }];
}

function disabledNodes(
  outcomes: readonly Outcome[],
  exposures: readonly ExposureOutcome[],
): CompiledProject['disabled'] {
  return [
    ...outcomes.flatMap(({ node, enabled }) => (enabled ? [] : (node ?? []))),
    ...exposures.flatMap(({ exposure, enabled }) => (enabled ? [] : (exposure ?? []))),
  ];
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
      const call = missing.uniqueId.startsWith('source.') ? 'source()' : 'ref()';
      const message = `${call} in ${file} names "${missing.name}", which is disabled.`;
      const hint = `It is disabled at ${renderPosition(missing.enabledAt)}: enable it there, or remove the ${call}.`;
      return [errorDiagnostic('disabled-ref', message, { at, hint })];
    }),
  );
}

/** Whether something is only missing because the file that declares it could not be read, which has been said. */
function follows({ code, hint = '' }: Diagnostic, project: Project): boolean {
  const unread = (causes: readonly Diagnostic['code'][]) =>
    project.diagnostics.some(({ code, severity }) => severity === 'error' && causes.includes(code));
  // A name that is nearly another one is a typo all the same.
  if (code === 'unknown-source' || code === 'unknown-group')
    return unread(['bad-yaml', 'bad-property']) && !hint.startsWith('Did you mean');
  return code === 'unknown-macro' && unread(['bad-module']);
}
