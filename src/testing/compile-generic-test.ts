import { quoteIdentifier } from '../columns/quote.ts';
import { renderRelation } from '../columns/relation.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import type { CompiledTest, TableNode } from '../compile/node.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';
import type { GenericTest } from './generic/generic-test.ts';
import { genericTests } from './generic/registry.ts';
import type { TestConfig } from './test-config.ts';
import { parseArguments, parseGenericConfig } from './test-config.ts';
import { safeAlias, testId, testName } from './test-name.ts';
import { TextResolver } from './text-resolver.ts';

/** A test as YAML declares it on a table or on one of its columns. */
export interface TestDeclaration {
  readonly declared: DeclaredTest;
  readonly node: TableNode;
  /** Undefined when the test is declared on the table as a whole. */
  readonly column: string | undefined;
}

export interface CompileOutcome {
  /** Undefined when the test is disabled or wrong. */
  readonly test: CompiledTest | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Writes the SQL of a declared test. */
export function compileGenericTest(
  declaration: TestDeclaration,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const { declared, node } = declaration;
  const generic = genericTests.get(declared.test);
  if (generic === undefined) return failed(unknownTest(declaration));
  const config = parseGenericConfig(declared.config, declared.test, declared.at);
  if (!config.ok) return failed(...config.diagnostics);
  if (!config.value.enabled) return failed();
  const { column_name: columnName, ...values } = declared.arguments;
  const tested = declaration.column === undefined ? columnName : declaration.column;
  if (typeof tested !== 'string') return failed(missingColumn(declaration));
  const given = declaration.column === undefined ? values : declared.arguments;
  const parsed = parseArguments(generic.arguments, given, `test ${declared.test}`, declared.at);
  if (!parsed.ok) return failed(...parsed.diagnostics);

  const resolver = new TextResolver(compiler, declared.at);
  const sql = generic.sql(
    {
      rows: testedRows(node, config.value.where, resolver),
      // On a table it is an expression, so that a key of several columns can be tested: a || '-' || b.
      column: declaration.column === undefined ? `(${tested})` : quoteIdentifier(tested),
      resolve: reference => resolver.relation(reference),
    },
    parsed.value,
  );
  if (hasErrors(resolver.diagnostics)) return failed(...resolver.diagnostics);
  const test = compiledTest(declaration, generic, config.value, {
    projectName,
    sql,
    reads: resolver.dependsOn,
  });
  return { test, diagnostics: resolver.diagnostics };
}

function failed(...diagnostics: readonly Diagnostic[]): CompileOutcome {
  return { test: undefined, diagnostics };
}

function testedRows(node: TableNode, where: string | undefined, resolver: TextResolver): string {
  const relation = renderRelation(node.relation);
  // The line break ends a comment in the condition.
  return where === undefined
    ? relation
    : `(select * from ${relation} where ${resolver.text(where)}\n) as tested`;
}

interface Written {
  readonly projectName: string;
  readonly sql: string;
  readonly reads: readonly string[];
}

function compiledTest(
  { declared, node, column }: TestDeclaration,
  generic: GenericTest,
  config: TestConfig,
  { projectName, sql, reads }: Written,
): CompiledTest {
  const values = column === undefined ? declared.arguments : { ...declared.arguments, column_name: column };
  const made =
    node.resourceType === 'source'
      ? testName(`source_${generic.name}`, `${node.source}_${node.name}`, values)
      : testName(generic.name, node.name, values);
  const { name, alias } =
    declared.name === undefined ? made : { name: declared.name, alias: safeAlias(declared.name) };
  return {
    resourceType: 'test',
    testType: 'generic',
    uniqueId: testId(projectName, name, { test: generic.name, table: node.uniqueId, values }),
    name,
    alias,
    file: declared.at.file,
    description: '',
    tags: config.tags,
    meta: config.meta,
    dependsOn: [...new Set([node.uniqueId, ...reads])].sort(),
    sql,
    map: undefined,
    severity: config.severity,
    attachedTo: node.uniqueId,
    column,
    at: declared.at,
  };
}

function unknownTest({ declared, node }: TestDeclaration): Diagnostic {
  const names = [...genericTests.keys()];
  return errorDiagnostic(
    'unknown-test',
    `There is no data test "${declared.test}", which ${node.name} declares.`,
    {
      at: declared.at,
      hint: didYouMean(declared.test, names, `The data tests are ${names.join(', ')}.`)!,
    },
  );
}

function missingColumn({ declared, node }: TestDeclaration): Diagnostic {
  return errorDiagnostic(
    'bad-test-argument',
    `The test ${declared.test} on ${node.name} does not say which column it tests.`,
    { at: declared.at, hint: 'Declare it on a column, or add column_name: to its arguments.' },
  );
}
