import { checkGraph } from '../check/check-graph.ts';
import type { CheckedProject, LoadedProject } from '../check/checked-project.ts';
import { defineInShadow } from '../check/define-in-shadow.ts';
import { nodesByKind } from '../compile/nodes-by-kind.ts';
import { noRules, stoppingRules } from '../config/rules.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { seedColumns } from '../engines/seed-columns.ts';
import type { Session } from '../engines/session.ts';
import { fileSizes } from '../release/file-sizes.ts';

/** Binds every query that compiled. Of a project with errors nothing else is asked; warnings are for `check` alone. */
export async function checkProject(
  project: LoadedProject,
  session: Session,
  rules = stoppingRules(project.config.rules),
): Promise<CheckedProject> {
  const { tables, seeds, tests, unitTests } = nodesByKind(project.nodes);
  const { columns, ...read } = await seedColumns(seeds, session);
  const reader = await session.createShadow();
  const defined = await defineInShadow(project.hooks.start, reader);
  const before = [...project.diagnostics, ...read.diagnostics, ...defined];
  const asked = hasErrors(before) ? noRules : rules;
  const sizes =
    asked['small-files'] === 'off' ? undefined : await fileSizes(project.config, session.fileListCodec);
  const input = { ...project, nodes: tables, tests, unitTests, reader, seedColumns: columns, rules: asked };
  const { diagnostics, ...found } = await checkGraph({ ...input, ...(sizes && { fileSizes: sizes }) });
  return { ...project, ...found, diagnostics: [...before, ...diagnostics] };
}
