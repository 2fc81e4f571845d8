import { checkGraph } from '../../src/check/check-graph.ts';
import type { Column } from '../../src/columns/column.ts';
import { compileProject } from '../../src/compile/compile-project.ts';
import { createTemplateCompiler } from '../../src/compile/template-compiler.ts';
import { defaultRules, type RuleLevels, stoppingRules } from '../../src/config/rules.ts';
import { buildGraph } from '../../src/graph/build-graph.ts';
import type { Project } from '../../src/project/project.ts';
import { compileTests } from '../../src/testing/compile-tests.ts';
import { buildConfig } from './project-builder.ts';
import { withShadow } from './shadow.ts';

/** Compiles a project named `shop`, which must compile, and checks it on a real DuckDB; without `rules`, for errors. */
export async function checkProject(
  project: Project,
  seedColumns: Readonly<Record<string, readonly Column[]>> = {},
  rules: RuleLevels = stoppingRules(defaultRules),
) {
  const config = buildConfig();
  const compiler = createTemplateCompiler(project, config);
  const compiled = compileProject(project, config, compiler);
  const { tests, diagnostics } = compileTests({ projectName: config.name, project, compiled, compiler });
  const { graph, diagnostics: cycles } = buildGraph([...compiled.nodes, ...tests]);
  const problems = [...compiled.diagnostics, ...diagnostics, ...cycles];
  if (problems.length > 0) throw new Error(`The project does not compile: ${problems[0]!.message}`);
  return withShadow(reader =>
    checkGraph({ graph, nodes: compiled.nodes, tests, reader, seedColumns, rules }),
  );
}
