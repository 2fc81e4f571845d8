import type { JsonValue } from '../config/json-value.ts';
import type { SourcePosition } from '../diagnostics/position.ts';

export interface FixtureRow {
  /** A column that is left out is NULL. */
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly at: SourcePosition;
  /** Where the names of its columns stand. */
  readonly columnsAt: Readonly<Record<string, SourcePosition>>;
}

/** The rows of a table in a unit test. */
export type Fixture =
  | {
      readonly format: 'dict' | 'csv';
      /** Every column that some row has, in order of appearance. */
      readonly columns: readonly string[];
      readonly rows: readonly FixtureRow[];
      readonly at: SourcePosition;
    }
  | { readonly format: 'sql'; readonly sql: string; readonly at: SourcePosition };

/** An input of which no rows are written: a seed has its own. */
export interface NoRows {
  readonly format: 'none';
  readonly at: SourcePosition;
}

/** Rows as YAML has them, or the name of the file that has them. */
export interface DeclaredFixture {
  readonly format: 'dict' | 'csv' | 'sql';
  /** Undefined when they are left out. */
  readonly rows: readonly FixtureRow[] | string | undefined;
  /** The name of a file in the folder `fixtures`, without its extension. */
  readonly file: string | undefined;
  readonly at: SourcePosition;
}

export interface DeclaredUnitTest {
  readonly name: string;
  readonly model: string;
  readonly modelAt: SourcePosition;
  readonly description: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
  readonly enabled: boolean;
  readonly given: readonly (DeclaredFixture & { readonly input: string })[];
  readonly expect: DeclaredFixture;
  readonly overrides: Overrides;
  readonly at: SourcePosition;
}

/** A unit test with its rows at hand, wherever they are written. */
export interface UnitTest extends Omit<DeclaredUnitTest, 'given' | 'expect'> {
  /** In place of the tables that the model reads; `input` is as it is written: `ref('stg_events')`. */
  readonly given: readonly { readonly input: string; readonly fixture: Fixture | NoRows }[];
  readonly expect: Fixture;
}

/** What a unit test has in place of what the project has, by name. */
export interface Overrides {
  /** What a macro gives back. */
  readonly macros: Readonly<Record<string, JsonValue>>;
  readonly vars: Readonly<Record<string, JsonValue>>;
  readonly env: Readonly<Record<string, string>>;
}
