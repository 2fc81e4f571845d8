import { quoteIdentifier } from '../columns/quote.ts';
import { driftRelation } from '../columns/relation.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import { type ColumnClaim, plainShowing, type TableNode } from '../compile/node.ts';
import type { JsonObject, JsonValue } from '../config/json-value.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';
import type { GenericTest } from './generic/generic-test.ts';
import { genericTestNode } from './generic-test-node.ts';
import { comparisonOf, refuseComparison } from './release-comparison.ts';
import {
  configOrDefault,
  type Parsed,
  parseArguments,
  parseGenericConfig,
  type TestConfig,
} from './test-config.ts';
import { type CompileOutcome, failed, type TestDeclaration } from './test-declaration.ts';
import { testScan } from './test-scan.ts';
import { testShowing } from './test-showing.ts';
import { misplacedTest, missingColumn, releasedRows, testedRows } from './tested-rows.ts';
import { TextResolver } from './text-resolver.ts';

/** Writes the SQL of a test that sparkify has. */
export function compileBuiltInTest(
  generic: GenericTest,
  declaration: TestDeclaration,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const { declared } = declaration;
  const said = parseGenericConfig(declared.config, declared.test, declared.at);
  const { config, diagnostics } = configOrDefault(said, declared.config);
  if (!config.enabled) return failed(...diagnostics);
  const outcome = compileConfigured(generic, declaration, config, projectName, compiler);
  return { ...outcome, diagnostics: [...diagnostics, ...outcome.diagnostics] };
}

function compileConfigured(
  generic: GenericTest,
  declaration: TestDeclaration,
  config: TestConfig,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const { declared, node } = declaration;
  const refused = [
    ...(generic.comparesReleases ? refuseComparison(declared, node) : []),
    ...(generic.readsDrift ? refuseDrift(declared, node) : []),
  ];
  if (refused.length > 0) return failed(...refused);
  const resolver = new TextResolver(compiler, declared.at);
  const subject = testedSubject(declaration, generic, resolver);
  if (!subject.ok) return failed(...subject.diagnostics);
  const { column, columnName, given } = subject.value;
  const parsed = parseArguments(generic.arguments, given, `test ${declared.test}`, declared.at);
  if (!parsed.ok) return failed(...resolver.diagnostics, ...parsed.diagnostics);

  const where = config.where === undefined ? undefined : resolver.text(config.where);
  const relation = generic.readsDrift ? driftRelation(node.relation) : node.relation;
  const rows = testedRows({ relation }, where);
  const context = {
    rows,
    releasedRows: releasedRows(node, where),
    resolve: (reference: string) => resolver.relation(reference),
    ...(column === undefined ? {} : { column }),
  };
  const sql = generic.sql(context, parsed.value);
  if (hasErrors(resolver.diagnostics)) return failed(...resolver.diagnostics);
  const failing = generic.condition?.(column ?? '', parsed.value);
  const claim = claimOf(generic, parsed.value, declaration.column);
  const test = genericTestNode(declaration, config, {
    projectName,
    sql,
    map: undefined,
    reads: resolver.dependsOn,
    macros: resolver.macros,
    failCalc: generic.failCalc,
    showing: testShowing(node, sql, rows, generic.groups?.(context, parsed.value) ?? []),
    scan: failing === undefined ? undefined : testScan(node, failing, { where, claim }),
    rowLimits: where === undefined ? generic.rowLimits?.(parsed.value) : undefined,
    comparison: generic.comparesReleases ? comparisonOf(node, columnName!, where) : undefined,
  });
  const read = generic.readsDrift ? { ...test, readsDrift: true as const, showing: plainShowing } : test;
  return { test: read, diagnostics: resolver.diagnostics };
}

/** Only a source has raw files. */
function refuseDrift({ test, at }: DeclaredTest, node: TableNode): readonly Diagnostic[] {
  if (node.resourceType === 'source') return [];
  const message = `The test ${test} looks at raw files, and ${node.name} has none.`;
  return [errorDiagnostic('bad-test-argument', message, { at, hint: 'Declare it on a table of a source.' })];
}

/** What shows that no row of the table fails, and so none of those that `where` chooses. */
function claimOf(
  generic: GenericTest,
  values: Readonly<Record<string, unknown>>,
  column: string | undefined,
): ColumnClaim | undefined {
  const way = generic.provedBy?.(values);
  if (way === undefined || column === undefined) return undefined;
  return {
    column,
    failing: way === 'bounds' ? generic.condition?.(quoteIdentifier(column), values) : undefined,
  };
}

interface Subject {
  /** SQL; undefined when the test is of the table as a whole. */
  readonly column: string | undefined;
  /** As it is written; a name, unless `column_name` says an expression. */
  readonly columnName: string | undefined;
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
    if (generic.on === 'table') return refused(misplacedTest(declared, node));
    return { ok: true, value: { column: quoteIdentifier(column), columnName: column, given } };
  }
  const whole = { column: undefined, columnName: undefined, given };
  if (generic.on === 'table') return { ok: true, value: whole };
  const { column_name: said, ...others } = given as JsonObject;
  if (typeof said === 'string') {
    // An expression, so that a key of several columns can be tested: a || '-' || b. A release has no expressions.
    const sql = generic.comparesReleases ? quoteIdentifier(said) : `(${said})`;
    return { ok: true, value: { column: sql, columnName: said, given: others } };
  }
  if (said !== undefined || generic.on === 'column') return refused(missingColumn(declared, node));
  return { ok: true, value: whole };
}
