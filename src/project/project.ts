import type { BadRecordPolicy, UndeclaredKeyPolicy } from '../config/config.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ModelDefinition } from './define-model.ts';
import type { UnitTest } from './fixture.ts';

/** A text file of the project, read whole. */
export interface TextFile {
  /** Path relative to the project folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A data test as declared in YAML: `unique`, or `{accepted_values: {values: […]}}`. */
export interface DeclaredTest {
  readonly test: string;
  /** Set by `name:` in YAML. */
  readonly name: string | undefined;
  readonly description: string;
  readonly arguments: Readonly<Record<string, JsonValue>>;
  /** Paths in the arguments, as JSON, of whole numbers that are written as floats (`1.0`), when there are any. */
  readonly wholeFloats?: ReadonlySet<string>;
  readonly config: Readonly<Record<string, JsonValue>>;
  readonly at: SourcePosition;
}

export interface DeclaredColumn {
  readonly name: string;
  /** Set where YAML says `quote: true`, which is part of the ids of the column's tests. */
  readonly quote?: true;
  readonly description: string;
  /** A DuckDB type, as written. */
  readonly dataType: string | undefined;
  readonly tests: readonly DeclaredTest[];
  readonly at: SourcePosition;
}

/** A promise about the rows of a model or seed, in dbt's vocabulary. It is verified before they are published. */
export interface DeclaredConstraint {
  readonly type: 'not_null' | 'unique' | 'primary_key' | 'foreign_key' | 'check';
  /** Set by `name:` in YAML. */
  readonly name: string | undefined;
  /** Empty only of a check. */
  readonly columns: readonly string[];
  /** The condition of a check; of a foreign key `ref('users') (user_id)`, when it has no `to`. May hold Jinja. */
  readonly expression: string | undefined;
  /** `ref('users')`; of a foreign key. */
  readonly to: string | undefined;
  readonly toColumns: readonly string[];
  /** The column that it is declared on; undefined when it is declared on the table as a whole. */
  readonly column: string | undefined;
  readonly at: SourcePosition;
}

/** What YAML says of a model, a seed or a snapshot. */
export interface Properties {
  readonly name: string;
  readonly description: string;
  readonly config: Readonly<Record<string, JsonValue>>;
  readonly columns: readonly DeclaredColumn[];
  readonly tests: readonly DeclaredTest[];
  /** Those of the table, then those of its columns. */
  readonly constraints: readonly DeclaredConstraint[];
  /** False when something wrong was left out, so that what is missing is no news. */
  readonly isWhole: boolean;
  readonly at: SourcePosition;
}

export interface ModelFile extends TextFile {
  readonly name: string;
  /** Of a model in TypeScript, whose file is `text`. */
  readonly definition?: ModelDefinition | undefined;
  /** Of a model in TypeScript: the text that it depends on, its file but for other models, and what that imports. */
  readonly wholeText?: string | undefined;
  /** Where it begins; the head of its file unless one file defines several. */
  readonly at?: SourcePosition | undefined;
  readonly properties: Properties | undefined;
}

export interface SeedFile {
  readonly name: string;
  readonly path: string;
  readonly properties: Properties | undefined;
}

/** What keeps the history of the rows of a query: a block `{% snapshot name %}`, or an entry of YAML with `relation`. */
export interface SnapshotFile extends TextFile {
  readonly name: string;
  /** What the user wrote. Of a block, `text` is as long as its file, and blank where others stand. */
  readonly raw: string;
  /** The table that YAML names, `ref('users')`; undefined of a block. */
  readonly relation: DeclaredText | undefined;
  readonly at: SourcePosition;
  readonly properties: Properties | undefined;
}

export interface SingularTestFile extends TextFile {
  readonly name: string;
}

/** A text of a properties file. It may hold Jinja. */
export interface DeclaredText {
  readonly text: string;
  readonly at: SourcePosition;
}

export interface FreshnessThreshold {
  readonly count: number;
  readonly period: 'minute' | 'hour' | 'day';
  readonly at: SourcePosition;
}

/** How old a source may be, and what tells when it was loaded: without field and query, the times of its files. */
export interface DeclaredFreshness {
  readonly warnAfter: FreshnessThreshold | undefined;
  readonly errorAfter: FreshnessThreshold | undefined;
  /** Which rows count; of a field only. */
  readonly filter: DeclaredText | undefined;
  readonly loadedAtField: DeclaredText | undefined;
  readonly loadedAtQuery: DeclaredText | undefined;
  readonly at: SourcePosition;
}

/** One table of a source, as declared in YAML. `location` may hold Jinja; it is rendered when compiled. */
export interface SourceTable {
  readonly source: string;
  readonly sourceDescription: string;
  readonly name: string;
  readonly description: string;
  readonly location: string;
  readonly columns: readonly DeclaredColumn[];
  readonly tests: readonly DeclaredTest[];
  readonly onBadRecord: BadRecordPolicy;
  readonly undeclaredKeys: UndeclaredKeyPolicy;
  readonly enabled: boolean;
  /** The column that tells when a row happened. */
  readonly eventTime: string | null;
  /** The column that tells which file a record came from. */
  readonly fileColumn: string | null;
  readonly freshness: DeclaredFreshness | undefined;
  /** Those of the source and those of the table. */
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
  /** False when something wrong was left out, so that what is missing is no news. */
  readonly isWhole: boolean;
  readonly at: SourcePosition;
}

/** Who answers for models or for what reads them. `name` or `email`, and whatever else a user keeps there. */
export type Owner = Readonly<Record<string, JsonValue>>;

/** A text in Markdown that descriptions may take over: `{% docs name %} … {% enddocs %}`. */
export interface DocsBlock {
  readonly name: string;
  readonly contents: string;
  readonly at: SourcePosition;
}

/** What YAML says of a macro. It only documents. */
export interface MacroProperties {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly MacroArgument[];
  readonly meta: Readonly<Record<string, JsonValue>>;
  readonly at: SourcePosition;
}

export interface MacroArgument {
  readonly name: string;
  readonly type: string | undefined;
  readonly description: string;
}

/** Models that belong together. */
export interface DeclaredGroup {
  readonly name: string;
  readonly description: string;
  readonly owner: Owner;
  readonly meta: Readonly<Record<string, JsonValue>>;
  readonly at: SourcePosition;
}

/** Something outside of the project that reads its tables: a dashboard, a notebook. */
export interface DeclaredExposure {
  readonly name: string;
  readonly type: 'dashboard' | 'notebook' | 'analysis' | 'ml' | 'application';
  readonly label: string | undefined;
  readonly owner: Owner;
  readonly description: string;
  readonly url: string | undefined;
  readonly maturity: 'high' | 'medium' | 'low' | undefined;
  /** `ref('users')` or `source('raw', 'events')`, as written. */
  readonly dependsOn: readonly { readonly reference: string; readonly at: SourcePosition }[];
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
  readonly enabled: boolean;
  readonly at: SourcePosition;
}

/** A macro written in TypeScript: gets what the template passes, returns text. Keyword arguments come as an object in last place. */
export interface TypeScriptMacro {
  readonly name: string;
  readonly path: string;
  /** The text of its file, and of what that imports of the project. */
  readonly text: string;
  readonly call: (...args: readonly unknown[]) => string;
}

/** Everything in the project's folders, read and validated, with nothing compiled yet. */
export interface Project {
  readonly models: readonly ModelFile[];
  readonly macros: readonly TextFile[];
  readonly typeScriptMacros: readonly TypeScriptMacro[];
  readonly seeds: readonly SeedFile[];
  readonly snapshots: readonly SnapshotFile[];
  readonly singularTests: readonly SingularTestFile[];
  readonly sources: readonly SourceTable[];
  readonly groups: readonly DeclaredGroup[];
  readonly exposures: readonly DeclaredExposure[];
  /** sparkify.config.ts as written, for the places of what is wrong in it, and the text of what it imports of the project. */
  readonly configFile: TextFile & { readonly imported: string };
  readonly docs: readonly DocsBlock[];
  readonly macroProperties: readonly MacroProperties[];
  readonly unitTests: readonly UnitTest[];
  readonly diagnostics: readonly Diagnostic[];
}
