import type { CompiledProject, TemplateCompiler } from '../compile/compiled-project.ts';
import type { CompiledTest, CompiledUnitTest } from '../compile/node.ts';
import type { QueryCompiler } from '../compile/query-compiler.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Project } from '../project/project.ts';
import { compileTests } from './compile-tests.ts';
import { compileUnitTests } from './compile-unit-tests.ts';

export interface AllTestsInput {
  readonly project: Project;
  readonly config: Config;
  readonly compiled: CompiledProject;
  readonly compiler: TemplateCompiler;
  readonly queries: QueryCompiler;
}

/** Every data test and unit test of a project. */
export function compileAllTests({ project, config, compiled, compiler, queries }: AllTestsInput): {
  readonly tests: readonly (CompiledTest | CompiledUnitTest)[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const data = compileTests({ projectName: config.name, project, compiled, compiler });
  const unit = compileUnitTests({ project, config, nodes: compiled.nodes, compiler, queries });
  return {
    tests: [...data.tests, ...unit.tests],
    diagnostics: [...data.diagnostics, ...unit.diagnostics],
  };
}
