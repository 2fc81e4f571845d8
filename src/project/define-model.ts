import type { Expression, Kysely, RawBuilder } from 'kysely';
import type { JsonValue } from '../config/json-value.ts';
import type { RegisteredDatabase } from './register.ts';

/** What the query of a TypeScript model may use besides the builder. */
export interface ModelContext {
  /** The project's variables, as `var()` gives them to templates. */
  readonly vars: Readonly<Record<string, JsonValue>>;
  readonly target: { readonly name: string; readonly type: string };
  /** SQL that a macro of the project writes, Jinja or TypeScript: `macro('timestamp_from_ms', 'ts')`. */
  macro<T = unknown>(name: string, ...args: readonly JsonValue[]): RawBuilder<T>;
}

/** The keys of config() in a SQL model. */
export interface ModelSettings {
  readonly materialized?: 'view' | 'table' | 'ephemeral' | 'external' | 'incremental';
  readonly enabled?: boolean;
  readonly published?: boolean;
  readonly partition_by?: string | readonly string[];
  readonly sort_by?: string | readonly string[];
  readonly tags?: string | readonly string[];
  readonly meta?: Readonly<Record<string, JsonValue>>;
  /** Whatever else a SQL model may say in config(). */
  readonly [key: string]: JsonValue | undefined;
}

/** What a properties file says of a column. */
export interface ColumnProperties {
  readonly description?: string;
  readonly data_type?: string;
  readonly data_tests?: readonly JsonValue[];
  readonly constraints?: readonly JsonValue[];
  readonly [key: string]: JsonValue | undefined;
}

export interface ModelInput<Tables, Row> {
  /** Default: the name of the file. */
  readonly name?: string;
  readonly description?: string;
  readonly config?: ModelSettings;
  /** The columns as a properties file describes them, by name. */
  readonly columns?: { readonly [Column in keyof NoInfer<Row>]?: ColumnProperties };
  readonly data_tests?: readonly JsonValue[];
  readonly constraints?: readonly JsonValue[];
  /** Builds the SELECT. It is called when the project is compiled, and has no connection. */
  readonly query: (db: Kysely<Tables>, context: ModelContext) => Expression<Row>;
}

/** What the compiler knows of a model that was defined in TypeScript. */
export interface ModelDefinition {
  readonly input: Omit<ModelInput<never, never>, 'query' | 'columns'> & {
    readonly columns?: Readonly<Record<string, ColumnProperties | undefined>>;
    readonly query: (db: Kysely<never>, context: ModelContext) => unknown;
  };
  /** The stack of the call, which tells where the model is defined. */
  readonly definedBy: Error;
}

/**
 * A model in TypeScript: the default export of a file in the model folders, or one of a list that is.
 *
 * @example
 *     import { defineModel } from 'sparkify';
 *
 *     export default defineModel({
 *       config: { materialized: 'external' },
 *       columns: { plays: { description: 'How many.', data_tests: ['not_null'] } },
 *       query: db =>
 *         db.selectFrom('songplays')
 *           .select(({ fn }) => ['level', fn.countAll<bigint>().as('plays')])
 *           .groupBy('level'),
 *     });
 */
// biome-ignore lint/suspicious/noExplicitAny: a caller that names the tables leaves the row open.
export function defineModel<Tables = RegisteredDatabase, Row = any>(
  input: ModelInput<Tables, Row>,
): ModelDefinition {
  const definition: ModelDefinition = {
    input: input as unknown as ModelDefinition['input'],
    definedBy: new Error(),
  };
  definitions.add(definition);
  return definition;
}

const definitions = new WeakSet<object>();

/** Whether a value came out of defineModel. */
export function isModelDefinition(value: unknown): value is ModelDefinition {
  return typeof value === 'object' && value !== null && definitions.has(value);
}
