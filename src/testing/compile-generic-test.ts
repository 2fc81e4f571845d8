import type { OwnTest, TemplateCompiler } from '../compile/compiled-project.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';
import { compileBuiltInTest } from './compile-built-in-test.ts';
import { compileOwnTest } from './compile-own-test.ts';
import { findGenericTest, genericTests } from './generic/registry.ts';
import { type CompileOutcome, failed, type TestDeclaration } from './test-declaration.ts';

/** Writes the SQL of a declared test. A test of the project's own takes the place of one that sparkify has. */
export function compileGenericTest(
  declaration: TestDeclaration,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const { declared } = declaration;
  const own = findOwnTest(declared, projectName, compiler);
  if (own !== undefined) return compileOwnTest(own, declaration, projectName, compiler);
  const generic = findGenericTest(declared.test);
  if (generic === undefined) return failed(unknownTest(declaration, compiler));
  return compileBuiltInTest(generic, declaration, projectName, compiler);
}

/** `positive`, or with the project's name before it, as dbt allows: `shop.positive`. */
function findOwnTest(
  { test }: DeclaredTest,
  projectName: string,
  { tests }: TemplateCompiler,
): OwnTest | undefined {
  const prefix = `${projectName}.`;
  return tests.get(test.startsWith(prefix) ? test.slice(prefix.length) : test);
}

function unknownTest({ declared, node }: TestDeclaration, { tests }: TemplateCompiler): Diagnostic {
  const names = [...genericTests.keys(), ...tests.keys()];
  return errorDiagnostic(
    'unknown-test',
    `There is no data test "${declared.test}", which ${node.name} declares.`,
    {
      at: declared.at,
      hint: didYouMean(declared.test, names, `The data tests are ${names.join(', ')}.`)!,
    },
  );
}
