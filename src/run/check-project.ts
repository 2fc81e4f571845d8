import { catalogLimits } from '../check/catalog-limits.ts';
import { checkGraph } from '../check/check-graph.ts';
import { type CheckMemory, rememberingReader } from '../check/check-memory.ts';
import type { CheckedProject, LoadedProject } from '../check/checked-project.ts';
import { defineInShadow } from '../check/define-in-shadow.ts';
import type { WarningInput } from '../check/warnings/warning.ts';
import { nodesByKind } from '../compile/nodes-by-kind.ts';
import type { ProjectOptions } from '../config/load-config.ts';
import { noRules, type RuleLevels, stoppingRules } from '../config/rules.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { seedColumns } from '../engines/seed-columns.ts';
import type { Session } from '../engines/session.ts';
import { checkPortability } from './check-portability.ts';
import { jobLimits } from './job/job-limits.ts';

export interface CheckOptions extends ProjectOptions {
  /** True takes tables that break their contract with readers of the published release for a warning. */
  readonly allowBreakingChanges?: boolean | undefined;
}

interface Asked {
  /** Default: those that may stop a run. Warnings are for `check` alone. */
  readonly rules?: RuleLevels;
  /** What an earlier check of the project found; a run has none, and nothing to gain from one. */
  readonly memory?: CheckMemory | undefined;
  /** What is published as many files. */
  readonly published?: WarningInput['published'];
}

/** Binds every query that compiled. Of a project with errors nothing else is asked. */
export async function checkProject(
  project: LoadedProject,
  session: Session,
  { rules = stoppingRules(project.config.rules), published, memory }: Asked = {},
): Promise<CheckedProject> {
  const { tables, seeds, tests, unitTests } = nodesByKind(project.nodes);
  const { columns, ...read } = await seedColumns(seeds, session);
  const shadow = await session.createShadow();
  const reader = memory === undefined ? shadow : rememberingReader(shadow, memory);
  const defined = await defineInShadow(project.hooks.start, reader);
  const before = [...project.diagnostics, ...read.diagnostics, ...defined];
  const asked = hasErrors(before) ? noRules : rules;
  const input = { ...project, nodes: tables, tests, unitTests, reader, seedColumns: columns, rules: asked };
  const { diagnostics, ...found } = await checkGraph({ ...input, published });
  const isForeign = project.config.target.type !== 'duckdb';
  const wanted = isForeign ? 'error' : asked['not-portable'];
  const level = hasErrors([...before, ...diagnostics]) ? 'off' : wanted;
  const { queries, ...foreign } = await checkPortability({ nodes: tables, tests, reader, level });
  const limits = isForeign && level !== 'off' ? jobLimits(project, found.columns) : [];
  const unregistrable = catalogLimits(tables, found.columns, project.config.target.catalog);
  return {
    ...project,
    ...found,
    ...(isForeign && { portable: queries }),
    diagnostics: [...before, ...diagnostics, ...foreign.diagnostics, ...limits, ...unregistrable],
  };
}
