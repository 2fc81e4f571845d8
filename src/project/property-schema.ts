import * as z from 'zod';
import { isJsonObject, isJsonValue, type JsonObject, type JsonValue } from '../config/json-value.ts';

const json = z.custom<JsonValue>(isJsonValue);
const jsonObject = z.custom<JsonObject>(isJsonObject, 'must be a mapping');
const name = z.string().min(1);
/** YAML gives null for a key with nothing after it: that is as if the key were not there. */
const text = z.string().nullish();
const config = jsonObject.nullish();
const tests = z.array(json).nullish();
const tags = z.union([z.string(), z.array(z.string())], 'must be a text or a list of texts').nullish();

/** Accepted because dbt users have them; they change nothing here. */
const descriptive = { meta: jsonObject.nullish(), tags, docs: json.nullish() };

export const columnSchema = z.strictObject({
  name,
  description: text,
  data_type: text,
  data_tests: tests,
  tests,
  quote: z.boolean().nullish(),
  config: z.strictObject({ meta: jsonObject.nullish(), tags }).nullish(),
  ...descriptive,
});

const columns = z.array(columnSchema).nullish();
const names = z.array(name).nullish();

const columnConstraintSchema = z.strictObject({
  type: z.enum(['not_null', 'unique', 'primary_key', 'foreign_key', 'check']),
  name: name.nullish(),
  expression: name.nullish(),
  to: name.nullish(),
  to_columns: names,
  // For platforms that cannot enforce a constraint; here every one is enforced.
  warn_unenforced: z.boolean().nullish(),
  warn_unsupported: z.boolean().nullish(),
});
const modelConstraintSchema = columnConstraintSchema.extend({ columns: names });
const constrainedColumn = columnSchema.extend({ constraints: z.array(columnConstraintSchema).nullish() });

/** An entry of `models:` or `seeds:`. */
export const resourceSchema = z.strictObject({
  name,
  description: text,
  config,
  columns: z.array(constrainedColumn).nullish(),
  constraints: z.array(modelConstraintSchema).nullish(),
  group: text,
  access: z.enum(['private', 'protected', 'public']).nullish(),
  data_tests: tests,
  tests,
  ...descriptive,
});

/** An entry of `snapshots:`. One without `relation` says more of a block of its name. */
export const snapshotSchema = resourceSchema.omit({ access: true }).extend({ relation: text });

const reading = {
  on_bad_record: z.enum(['fail', 'quarantine']).nullish(),
  undeclared_keys: z.enum(['ignore', 'warn', 'fail']).nullish(),
  file_column: text,
};
const threshold = z
  .strictObject({ count: z.int().min(0), period: z.enum(['minute', 'hour', 'day']) })
  .nullish();
/** Null says no freshness, where a key that is left out says what is said around it. */
const freshness = {
  freshness: z.strictObject({ warn_after: threshold, error_after: threshold, filter: text }).nullish(),
  loaded_at_field: text,
  loaded_at_query: text,
};
const sourceConfig = z
  .strictObject({
    enabled: z.boolean().nullish(),
    event_time: text,
    ...reading,
    ...freshness,
    meta: jsonObject.nullish(),
    tags,
  })
  .nullish();

const tableSchema = z.strictObject({
  name,
  description: text,
  location: text,
  columns,
  data_tests: tests,
  tests,
  config: sourceConfig,
  ...reading,
  ...freshness,
  ...descriptive,
});

/** An entry of `sources:`. */
export const sourceSchema = z.strictObject({
  name,
  description: text,
  location: text,
  tables: z.array(tableSchema).min(1),
  config: sourceConfig,
  loader: text,
  ...reading,
  ...freshness,
  ...descriptive,
});

/** An entry of `macros:`. It only documents. */
export const macroSchema = z.strictObject({
  name,
  description: text,
  arguments: z.array(z.strictObject({ name, type: text, description: text })).nullish(),
  config,
  ...descriptive,
});

/** Other keys are the user's own, as in dbt. */
const owner = z.looseObject({ name: text, email: z.union([z.string(), z.array(z.string())]).nullish() });

/** An entry of `groups:`. */
export const groupSchema = z.strictObject({
  name,
  owner,
  description: text,
  meta: jsonObject.nullish(),
  config: z.strictObject({ meta: jsonObject.nullish() }).nullish(),
});

/** An entry of `exposures:`. */
export const exposureSchema = z.strictObject({
  name: z.string().regex(/^\w+$/, 'must be of letters, digits and _; say the rest in label'),
  type: z.enum(['dashboard', 'notebook', 'analysis', 'ml', 'application']),
  owner,
  label: text,
  description: text,
  url: text,
  maturity: z.enum(['high', 'medium', 'low']).nullish(),
  depends_on: names,
  tags,
  meta: jsonObject.nullish(),
  enabled: z.boolean().nullish(),
  config: z.strictObject({ enabled: z.boolean().nullish(), tags, meta: jsonObject.nullish() }).nullish(),
});

const fixture = {
  format: z.enum(['dict', 'csv', 'sql']).nullish(),
  rows: z.union([z.array(jsonObject), z.string()], 'must be a list of rows, or a text').nullish(),
  fixture: text,
};

/** An entry of `unit_tests:`. */
export const unitTestSchema = z.strictObject({
  name: z.string().regex(/^\w+$/, 'must be of letters, digits and _'),
  model: name,
  description: text,
  given: z.array(z.strictObject({ input: name, ...fixture })).nullish(),
  expect: z.strictObject(fixture),
  overrides: z
    .strictObject({
      macros: jsonObject.nullish(),
      vars: jsonObject.nullish(),
      env_vars: jsonObject.nullish(),
    })
    .nullish(),
  config: z.strictObject({ enabled: z.boolean().nullish(), tags, meta: jsonObject.nullish() }).nullish(),
  tags,
  meta: jsonObject.nullish(),
});

const entries = z.array(json).nullish();

/** A whole properties file; its entries are validated one by one. */
export const fileSchema = z.strictObject({
  version: z.literal(2).nullish(),
  models: entries,
  seeds: entries,
  snapshots: entries,
  sources: entries,
  macros: entries,
  groups: entries,
  exposures: entries,
  unit_tests: entries,
});

export type ColumnEntry = z.output<typeof columnSchema>;
export type ColumnConstraintEntry = z.output<typeof columnConstraintSchema>;
export type ModelConstraintEntry = z.output<typeof modelConstraintSchema>;
export type SnapshotEntry = z.output<typeof snapshotSchema>;
export type ResourceEntry = z.output<typeof resourceSchema>;
/** What can have constraints. */
export type ConstrainedEntry = Pick<ResourceEntry, 'name' | 'columns' | 'constraints'>;
export type SourceEntry = z.output<typeof sourceSchema>;
export type TableEntry = z.output<typeof tableSchema>;
export type FreshnessEntry = Pick<TableEntry, keyof typeof freshness>;
export type MacroEntry = z.output<typeof macroSchema>;
export type OwnerEntry = z.output<typeof owner>;
export type GroupEntry = z.output<typeof groupSchema>;
export type ExposureEntry = z.output<typeof exposureSchema>;
export type UnitTestEntry = z.output<typeof unitTestSchema>;
export type FixtureEntry = Pick<UnitTestEntry['expect'], keyof typeof fixture>;
export type Tags = z.output<typeof tags>;

const notRead = 'sparkify does not read this part of dbt.';

/** Keys that dbt has and sparkify refuses, since they would do nothing. */
export const dbtKeyHints: Readonly<Record<string, string>> = {
  analyses: notRead,
  metrics: notRead,
  saved_queries: notRead,
  semantic_models: notRead,
  constraints: 'Constraints are for what is built here, models and seeds: declare data_tests instead.',
  database: 'A source is files: say where they are with location.',
  schema: 'Of a model, put it under config. A source is files: say where they are with location.',
  alias: 'Put it under config.',
  identifier: 'A source is files: say where they are with location.',
  external: 'Say where the files are with location.',
  external_location: 'Say where the files are with location.',
  materialized: 'Put it under config.',
  severity: 'Put it under the config of a test.',
  type: 'Say data_type.',
};
