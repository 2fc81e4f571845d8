import { quoteIdentifier } from '../columns/quote.ts';
import { renderRelation } from '../columns/relation.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import type { CompiledTest, TableNode } from '../compile/node.ts';
import type { JsonObject, JsonValue } from '../config/json-value.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';
import type { GenericTest } from './generic/generic-test.ts';
import { findGenericTest, genericTests } from './generic/registry.ts';
import type { Parsed, TestConfig } from './test-config.ts';
import { parseArguments, parseGenericConfig, testVerdict } from './test-config.ts';
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
  const generic = findGenericTest(declared.test);
  if (generic === undefined) return failed(unknownTest(declaration));
  const config = parseGenericConfig(declared.config, declared.test, declared.at);
  if (!config.ok) return failed(...config.diagnostics);
  if (!config.value.enabled) return failed();
  const resolver = new TextResolver(compiler, declared.at);
  const subject = testedSubject(declaration, generic, resolver);
  if (!subject.ok) return failed(...subject.diagnostics);
  const { column, given } = subject.value;
  const parsed = parseArguments(generic.arguments, given, `test ${declared.test}`, declared.at);
  if (!parsed.ok) return failed(...resolver.diagnostics, ...parsed.diagnostics);

  const sql = generic.sql(
    {
      rows: testedRows(node, config.value.where, resolver),
      resolve: reference => resolver.relation(reference),
      ...(column === undefined ? {} : { column }),
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

interface Subject {
  /** SQL; undefined when the test is of the table as a whole. */
  readonly column: string | undefined;
  /** The arguments beside the column. */
  readonly given: JsonValue;
}

/** What a test is about: the column it stands at, the one that `column_name` says, or the table. */
function testedSubject(
  { declared, node, column }: TestDeclaration,
  generic: GenericTest,
  resolver: TextResolver,
): Parsed<Subject> {
  const refused = (problem: Diagnostic) => ({ ok: false, diagnostics: [problem] }) as const;
  const given = resolver.value(declared.arguments);
  if (column !== undefined) {
    if (generic.on === 'table') return refused(misplaced(declared, node));
    return { ok: true, value: { column: quoteIdentifier(column), given } };
  }
  if (generic.on === 'table') return { ok: true, value: { column: undefined, given } };
  const { column_name: said, ...others } = given as JsonObject;
  // An expression, so that a key of several columns can be tested: a || '-' || b.
  if (typeof said === 'string') return { ok: true, value: { column: `(${said})`, given: others } };
  if (said !== undefined || generic.on === 'column') return refused(missingColumn(declared, node));
  return { ok: true, value: { column: undefined, given } };
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
  const { inPackage, word } = dbtName(declared);
  const made =
    node.resourceType === 'source'
      ? testName(`${inPackage}source_${word}`, `${node.source}_${node.name}`, values)
      : testName(`${inPackage}${word}`, node.name, values);
  const { name, alias } =
    declared.name === undefined ? made : { name: declared.name, alias: safeAlias(declared.name) };
  return {
    resourceType: 'test',
    testType: 'generic',
    declaration: declared,
    raw: undefined,
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
    verdict: testVerdict(config, generic.failCalc),
    attachedTo: node.uniqueId,
    column,
    at: declared.at,
  };
}

/** dbt puts a package's name before the name of its test: `dbt_utils_equality`, `dbt_utils_source_equality`. */
function dbtName({ test }: DeclaredTest): { readonly inPackage: string; readonly word: string } {
  const [first, second] = test.split('.', 2) as [string, string?];
  return second === undefined ? { inPackage: '', word: first } : { inPackage: `${first}_`, word: second };
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

function missingColumn(declared: DeclaredTest, node: TableNode): Diagnostic {
  return errorDiagnostic(
    'bad-test-argument',
    `The test ${declared.test} on ${node.name} does not say which column it tests.`,
    { at: declared.at, hint: 'Declare it on a column, or add column_name: to its arguments.' },
  );
}

function misplaced(declared: DeclaredTest, node: TableNode): Diagnostic {
  return errorDiagnostic(
    'bad-test-argument',
    `The test ${declared.test} tests ${node.name} as a whole, not one of its columns.`,
    { at: declared.at, hint: 'Move it to the data_tests of the table.' },
  );
}
