import type { CompiledTest, ReleaseComparison, RowLimits, TestScan, TestShowing } from '../compile/node.ts';
import type { SourceMap } from '../compile/source-map.ts';
import type { DeclaredTest } from '../project/project.ts';
import { type TestConfig, testVerdict } from './test-config.ts';
import type { TestDeclaration } from './test-declaration.ts';
import { safeAlias, testId, testName } from './test-name.ts';

/** The query of a declared test, and what it needs. */
export interface WrittenTest {
  readonly projectName: string;
  /** What the test is called that is declared. */
  readonly test: string;
  readonly sql: string;
  readonly map: SourceMap | undefined;
  /** Unique ids of what it reads beside its own table. */
  readonly reads: readonly string[];
  /** Unique ids of the macros that it uses. */
  readonly macros: readonly string[];
  /** How the test itself counts failures, when that is not its rows. */
  readonly failCalc: string | undefined;
  readonly showing: TestShowing;
  readonly scan: TestScan | undefined;
  readonly rowLimits: RowLimits | undefined;
  readonly comparison: ReleaseComparison | undefined;
}

/** A declared test as a node, under the name that dbt gives it. */
export function genericTestNode(
  { declared, node, column }: TestDeclaration,
  config: TestConfig,
  written: WrittenTest,
): CompiledTest {
  const { projectName, test, sql, map, reads, macros, failCalc, showing, scan, rowLimits, comparison } =
    written;
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
    unrendered: declared.config,
    uniqueId: testId(projectName, name, { test, table: node.uniqueId, values }),
    name,
    alias,
    file: declared.at.file,
    description: declared.description,
    tags: config.tags,
    meta: config.meta,
    dependsOn: [...new Set([node.uniqueId, ...reads])].sort(),
    macros: [...new Set(macros)].sort(),
    sql,
    map,
    severity: config.severity,
    verdict: testVerdict(config, failCalc),
    storeFailures: config.storeFailures,
    showing,
    scan,
    rowLimits,
    comparison,
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
