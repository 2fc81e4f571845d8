import type { Column } from '../columns/column.ts';
import type { Relation } from '../columns/relation.ts';
import type { BadRecordPolicy, UndeclaredKeyPolicy } from '../config/config.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Fixture, Overrides } from '../project/fixture.ts';
import type {
  DeclaredColumn,
  DeclaredConstraint,
  DeclaredExposure,
  DeclaredTest,
} from '../project/project.ts';
import type { SourceFreshness } from './freshness.ts';
import type { NodeHooks } from './hook.ts';
import type { ModelConfig } from './model-config.ts';
import type { SnapshotConfig } from './snapshot-config.ts';
import type { SourceMap } from './source-map.ts';
import type { TestVerdict } from './test-verdict.ts';
import type { UnrenderedConfig } from './unrendered-config.ts';

interface NodeBase {
  /** dbt's form: `model.<project>.<name>`, `source.<project>.<source>.<table>`, `test.<project>.<name>.<10 hex>`. */
  readonly uniqueId: string;
  readonly name: string;
  /** Path relative to the project folder. */
  readonly file: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
  /** Unique ids of what it reads, sorted, without duplicates. */
  readonly dependsOn: readonly string[];
  /** Unique ids of the project's macros that write its SQL, directly or through others, sorted; its hooks have their own. */
  readonly macros: readonly string[];
}

interface RelationNode extends NodeBase {
  readonly relation: Relation;
  readonly columns: readonly DeclaredColumn[];
  readonly tests: readonly DeclaredTest[];
}

/** What is computed by a query of the project. */
interface QueryParts extends RelationNode {
  /** Where it begins: the head of its file, its `defineModel()`, or its name in YAML. */
  readonly at: SourcePosition;
  readonly config: ModelConfig;
  readonly unrendered: UnrenderedConfig;
  readonly hooks: NodeHooks;
  readonly constraints: readonly DeclaredConstraint[];
  /** As the user wrote it. */
  readonly raw: string;
  /** The text that its SQL depends on: `raw`, or of a model in TypeScript what its file imports, too. */
  readonly wholeText: string;
  /** DuckDB SQL: one SELECT, without a final semicolon. */
  readonly sql: string;
  readonly map: SourceMap;
}

export interface CompiledModel extends QueryParts {
  readonly resourceType: 'model';
  /** Of an incremental model: the query for what is new, which may read its own published rows. */
  readonly increment?: IncrementForm | undefined;
  /** Of a microbatch model. */
  readonly batched?: BatchedQuery | undefined;
}

/** What is known of a query that is computed batch by batch. */
export interface BatchedQuery {
  /** Whether it looks at `model.batch`. */
  readonly knowsBatch: boolean;
  /** Unique ids of what it is handed the window of, where that has an `event_time`: not what it reads with `.render()`. */
  readonly reads: readonly string[];
}

/** The SQL of an incremental model where is_incremental() is true. */
export interface IncrementForm {
  readonly sql: string;
  readonly map: SourceMap;
}

/** The history of the rows of a query: its table has a row for each state in which a row was found. */
export interface CompiledSnapshot extends QueryParts {
  readonly resourceType: 'snapshot';
  readonly snapshot: SnapshotConfig;
}

export interface CompiledSeed extends RelationNode {
  readonly resourceType: 'seed';
  readonly config: ModelConfig;
  readonly unrendered: UnrenderedConfig;
  readonly hooks: NodeHooks;
  readonly constraints: readonly DeclaredConstraint[];
  /** Types that `columns` or `column_types` declare; the others are found in the file. */
  readonly columnTypes: Readonly<Record<string, string>>;
  readonly delimiter: string;
}

export interface CompiledSource extends RelationNode {
  readonly resourceType: 'source';
  readonly source: string;
  readonly sourceDescription: string;
  readonly location: string;
  /** As the user wrote it, a template. */
  readonly locationText: string;
  /** What its records hold. */
  readonly declared: readonly Column[];
  /** The column of its rows, but not of its records, that tells which file a record came from. */
  readonly fileColumn: string | null;
  readonly onBadRecord: BadRecordPolicy;
  readonly undeclaredKeys: UndeclaredKeyPolicy;
  /** The column that tells when a row happened. */
  readonly eventTime: string | null;
  readonly freshness: SourceFreshness | null;
  readonly at: SourcePosition;
}

/** How the failures of a test are shown to a person. */
export interface TestShowing {
  /** Columns that tell the rows of the tested table apart; empty when none are known. */
  readonly keys: readonly string[];
  /** A query that says more of the first failing rows than the test's own; undefined when there is none. */
  readonly sql: string | undefined;
}

/** No way to show failures but the test's own query. */
export const plainShowing: TestShowing = { keys: [], sql: undefined };

/** A test that returns the rows of a table that meet a condition. */
export interface TestScan {
  /** The table, to stand after FROM. */
  readonly from: string;
  readonly condition: string;
  /** What shows, of all rows, that none meets it; undefined when only looking at the rows does. */
  readonly claim: ColumnClaim | undefined;
}

/** What may be known of a column without looking at its values: that none is NULL, or none meets a condition. */
export interface ColumnClaim {
  readonly column: string;
  /** A condition that NULL does not meet, nor any value between two that do not; NULL itself when it is undefined. */
  readonly failing: string | undefined;
}

/** How many rows a test lets a table have, both inclusive. */
export interface RowLimits {
  readonly least: number;
  /** Undefined when any number is not too many. */
  readonly most: number | undefined;
}

/** What a test of a column compares it with: the rows that a release holds of the same table. */
export interface ReleaseComparison {
  /** The tested table. */
  readonly table: Relation;
  /** The name of the column. */
  readonly column: string;
  /** The rows of the release, to stand after FROM. */
  readonly rows: string;
  /** Whether they are only those that a condition chooses. */
  readonly isChosen: boolean;
}

/** A query that returns the rows that are wrong. */
export interface CompiledTest extends NodeBase {
  readonly resourceType: 'test';
  /** `name`, made short: names files. */
  readonly alias: string;
  /** A constraint is a promise of the model: whatever computes the model verifies it. */
  readonly testType: 'generic' | 'singular' | 'constraint';
  /** That of its table; of a singular test what its file says. */
  readonly group: string | null;
  /** What YAML says; of generic tests. */
  readonly declaration: DeclaredTest | undefined;
  /** The file as the user wrote it; of singular tests. */
  readonly raw: string | undefined;
  readonly unrendered: UnrenderedConfig;
  readonly sql: string;
  readonly map: SourceMap | undefined;
  readonly severity: 'error' | 'warn';
  readonly verdict: TestVerdict;
  /** Whether failing rows are kept as a file; undefined leaves it to whoever runs the test. */
  readonly storeFailures: boolean | undefined;
  /** How its failures are shown. */
  readonly showing: TestShowing;
  /** What it has to look at, when that is so little that tests of the same table can share a scan. */
  readonly scan: TestScan | undefined;
  /** Of a test that asks for nothing but the number of rows of its table. */
  readonly rowLimits: RowLimits | undefined;
  /** Of a test that reads what has drifted of a source. */
  readonly readsDrift?: true;
  /** Of a test that compares with a release. */
  readonly comparison: ReleaseComparison | undefined;
  /** The node whose rows are tested, when there is one. */
  readonly attachedTo: string | undefined;
  readonly column: string | undefined;
  readonly at: SourcePosition;
}

/** Something outside of the project that reads its tables. Nothing runs it. */
export interface CompiledExposure
  extends NodeBase,
    Pick<DeclaredExposure, 'type' | 'label' | 'owner' | 'url' | 'maturity' | 'at'> {
  readonly resourceType: 'exposure';
}

/** Rows in place of a table that a model reads. */
export interface GivenTable {
  /** Unique id; that of the model itself for `this`. */
  readonly table: string;
  readonly relation: Relation;
  /** As it is written: `ref('stg_events')`. */
  readonly input: string;
  readonly fixture: Fixture | SeedRows;
}

/** The rows of a seed's own file. */
export interface SeedRows {
  readonly format: 'seed';
  readonly seed: CompiledSeed;
  readonly at: SourcePosition;
}

/** What a model makes of given rows, compared with what it should make. */
export interface CompiledUnitTest extends NodeBase {
  readonly resourceType: 'unit_test';
  readonly testType: 'unit';
  readonly model: { readonly uniqueId: string; readonly name: string; readonly relation: Relation };
  readonly given: readonly GivenTable[];
  readonly expect: Fixture;
  readonly overrides: Overrides;
  /** The model's SQL, compiled with the overrides. */
  readonly sql: string;
  readonly map: SourceMap;
  /** Where the model's SQL is written. */
  readonly modelFile: string;
  readonly at: SourcePosition;
}

export type CompiledNode = TableNode | CompiledTest | CompiledUnitTest | CompiledExposure;
/** A node that is a table to whoever reads it. */
export type TableNode = BuiltNode | CompiledSource;
/** A table that sparkify makes. */
export type BuiltNode = CompiledModel | CompiledSeed | CompiledSnapshot;
/** A table that a query of the project makes. */
export type QueryNode = CompiledModel | CompiledSnapshot;

/** A node that a run can do something with. */
export type RunnableNode = TableNode | CompiledTest | CompiledUnitTest;

export function isTable(node: CompiledNode): node is TableNode {
  return 'relation' in node;
}

export function isBuilt(node: CompiledNode): node is BuiltNode {
  return isTable(node) && node.resourceType !== 'source';
}

/** Whether a node is a table of a release. */
export function isPublished(node: CompiledNode): node is BuiltNode {
  return isBuilt(node) && node.config.published;
}

export function isQuery(node: CompiledNode): node is QueryNode {
  return node.resourceType === 'model' || node.resourceType === 'snapshot';
}

/** Whether a node verifies a promise of its model, and so belongs to the model rather than to the tests. */
export function isConstraint(node: CompiledNode): node is CompiledTest {
  return node.resourceType === 'test' && node.testType === 'constraint';
}
