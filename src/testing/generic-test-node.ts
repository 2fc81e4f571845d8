import type {
  CompiledTest,
  ReleaseComparison,
  RowLimits,
  TableNode,
  TestScan,
  TestShowing,
} from '../compile/node.ts';
import type { SourceMap } from '../compile/source-map.ts';
import { type TestConfig, testVerdict } from './test-config.ts';
import type { TestDeclaration } from './test-declaration.ts';
import { type TestMetadata, testMetadata } from './test-metadata.ts';
import { safeAlias, type TestName, testId, testName } from './test-name.ts';

/** The query of a declared test, and what it needs. */
export interface WrittenTest {
  readonly projectName: string;
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
  declaration: TestDeclaration,
  config: TestConfig,
  written: WrittenTest,
): CompiledTest {
  const { declared, node, column } = declaration;
  const { projectName, sql, map, reads, macros, failCalc, showing, scan, rowLimits, comparison } = written;
  const metadata = testMetadata(declaration);
  const { name, alias } =
    declared.name === undefined
      ? madeName(node, metadata)
      : { name: declared.name, alias: safeAlias(declared.name) };
  return {
    resourceType: 'test',
    testType: 'generic',
    group: 'config' in node ? node.config.group : null,
    declaration: declared,
    raw: undefined,
    unrendered: declared.config,
    uniqueId: testId(projectName, name, metadata),
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
function madeName(node: TableNode, { namespace, name: test, kwargs }: TestMetadata): TestName {
  const inPackage = namespace === null ? '' : `${namespace}_`;
  const { model: _, ...values } = kwargs;
  return node.resourceType === 'source'
    ? testName(`${inPackage}source_${test}`, `${node.source}_${node.name}`, values)
    : testName(`${inPackage}${test}`, node.name, values);
}
