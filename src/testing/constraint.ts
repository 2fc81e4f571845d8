import { quoteIdentifier } from '../columns/quote.ts';
import { renderRelation } from '../columns/relation.ts';
import type { TemplateCompiler } from '../compile/compiled-project.ts';
import type { BuiltNode, TableNode, TestScan } from '../compile/node.ts';
import { defaultVerdict } from '../compile/test-verdict.ts';
import { errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { DeclaredConstraint } from '../project/project.ts';
import { constraintSql, type ResolvedConstraint } from './constraint-sql.ts';
import type { Grouping } from './generic/generic-test.ts';
import type { CompileOutcome } from './test-declaration.ts';
import { safeAlias, singularTestId, testName } from './test-name.ts';
import { testScan } from './test-scan.ts';
import { testShowing } from './test-showing.ts';
import { TextResolver } from './text-resolver.ts';

/**
 * Writes a constraint as a test that whatever computes its table runs: a row that it returns is a violation. Its name
 * is `constraint_<table>_<name>`, so that tables may use the same names, and data tests the same words.
 */
export function compileConstraint(
  declared: DeclaredConstraint,
  node: BuiltNode,
  projectName: string,
  compiler: TemplateCompiler,
): CompileOutcome {
  const resolver = new TextResolver(compiler, declared.at);
  const resolved = resolve(declared, resolver);
  if (resolved === undefined) {
    const message = `The expression of the foreign key of ${node.name} does not name a table and its columns.`;
    const hint = 'Write expression: "{{ ref(\'users\') }} (user_id)", or to: and to_columns:.';
    return {
      test: undefined,
      diagnostics: [errorDiagnostic('bad-property', message, { at: declared.at, hint })],
    };
  }
  if (hasErrors(resolver.diagnostics)) return { test: undefined, diagnostics: resolver.diagnostics };
  const { name, alias } = nameOf(declared, node.name);
  const rows = renderRelation(node.relation);
  const sql = constraintSql(resolved, rows);
  const test = {
    resourceType: 'test',
    testType: 'constraint',
    group: node.config.group,
    declaration: undefined,
    raw: undefined,
    unrendered: {},
    uniqueId: singularTestId(projectName, name),
    name,
    alias,
    file: declared.at.file,
    description: '',
    tags: [],
    meta: {},
    dependsOn: [...new Set([node.uniqueId, ...resolver.dependsOn])].sort(),
    macros: resolver.macros,
    sql,
    map: undefined,
    severity: 'error',
    verdict: defaultVerdict,
    storeFailures: undefined,
    showing: testShowing(node, sql, rows, groupsOf(resolved)),
    scan: scanOf(resolved, node),
    rowLimits: undefined,
    comparison: undefined,
    attachedTo: node.uniqueId,
    column: declared.column,
    at: declared.at,
  } as const;
  return { test, diagnostics: resolver.diagnostics };
}

function scanOf(constraint: ResolvedConstraint, node: TableNode): TestScan | undefined {
  if (constraint.type === 'check') return testScan(node, `not (${constraint.condition}\n)`, {});
  if (constraint.type !== 'not_null' || constraint.columns.length !== 1) return undefined;
  const [column = ''] = constraint.columns;
  return testScan(node, `${quoteIdentifier(column)} is null`, { claim: { column, failing: undefined } });
}

/** What a constraint that returns groups of rows groups them by. */
function groupsOf(constraint: ResolvedConstraint): readonly Grouping[] {
  if (constraint.type !== 'unique' && constraint.type !== 'primary_key') return [];
  return constraint.columns.map(name => ({ name, expression: quoteIdentifier(name) }));
}

/** With every template rendered; undefined when a foreign key leads nowhere. */
function resolve(declared: DeclaredConstraint, resolver: TextResolver): ResolvedConstraint | undefined {
  const { type, columns, expression = '' } = declared;
  if (type === 'check') return { type, condition: resolver.text(expression) };
  if (type !== 'foreign_key') return { type, columns };
  const { to, toColumns } = declared.to === undefined ? targetIn(expression) : declared;
  if (to === undefined || toColumns.length !== columns.length) return undefined;
  return { type, columns, to: resolver.relation(to), toColumns };
}

/** dbt's older form of a foreign key: `{{ ref('users') }} (user_id)`, or only the table's name before the columns. */
function targetIn(expression: string): Pick<DeclaredConstraint, 'to' | 'toColumns'> {
  const parts = /^\s*(?:references\s+)?(?<to>.*\S)\s*\((?<list>[^()]*)\)\s*$/is.exec(expression)?.groups;
  const { to = '', list = '' } = parts ?? {};
  const columns = list.split(',').map(column => /^\s*(?:"(.+)"|(\w+))\s*$/.exec(column));
  if (columns.includes(null)) return { to: undefined, toColumns: [] };
  return {
    to: /^\w+$/.test(to) ? `ref('${to}')` : to,
    toColumns: columns.map(found => found![1] ?? found![2]!),
  };
}

function nameOf(declared: DeclaredConstraint, table: string) {
  if (declared.name !== undefined) {
    const name = `constraint_${table}_${declared.name}`;
    return { name, alias: safeAlias(name) };
  }
  const { type, columns, expression = null, to = null } = declared;
  const told = { columns: [...columns], ...(to === null ? { expression: expression ?? [] } : { to }) };
  return testName(`constraint_${type}`, table, told);
}
