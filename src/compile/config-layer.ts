import type { z } from 'zod';
import type { JsonValue } from '../config/json-value.ts';
import { safeParse } from '../config/safe-parse.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { type ConfigKeys, type ConfigValues, unsupportedKeys } from './config-keys.ts';

export interface ConfigLayer {
  readonly values: ConfigValues;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Validates what one place says of a config: a folder in sparkify.config.ts, a properties file, or config().
 *
 * @param owner what messages call the place, e.g. `config() of models/users.sql`
 * @param at where a key stands
 */
export function readConfigLayer(
  raw: Readonly<Record<string, JsonValue>>,
  keys: ConfigKeys,
  owner: string,
  at: (key: string) => SourcePosition,
): ConfigLayer {
  const values: Record<string, unknown> = {};
  const diagnostics: Diagnostic[] = [];
  for (const [written, value] of Object.entries(raw)) {
    const key = plainKey(written);
    const problem = checkKey(key, value, keys, owner);
    if (problem !== undefined)
      diagnostics.push(
        errorDiagnostic('bad-model-config', problem.message, { at: at(written), hint: problem.hint }),
      );
    else values[key] = shapeOf(keys)[key]!.parse(value);
  }
  return { values, diagnostics };
}

/** dbt allows `+tags` for `tags`. */
export function plainKey(written: string): string {
  return written.replace(/^\+/, '');
}

export function isConfigKey(written: string, keys: ConfigKeys): boolean {
  return Object.hasOwn(keys.shape, plainKey(written));
}

function checkKey(key: string, value: JsonValue, keys: ConfigKeys, owner: string) {
  const known = Object.keys(keys.shape);
  const schema = shapeOf(keys)[key];
  if (schema === undefined || !Object.hasOwn(keys.shape, key)) {
    const advice = unsupportedKeys.get(key) ?? `The keys are ${known.join(', ')}.`;
    const hint = unsupportedKeys.has(key) ? advice : didYouMean(key, known, advice)!;
    return { message: `${owner} has the unknown key "${key}".`, hint };
  }
  const issue = safeParse(schema, value).error?.issues[0];
  if (issue === undefined) return undefined;
  const message = `${owner} gives "${key}" the wrong value ${JSON.stringify(value)}.`;
  return { message, hint: valueHint(key, value, issue) };
}

function valueHint(key: string, value: JsonValue, issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_value') return expectations.get(key) ?? issue.message;
  const options = issue.values.map(String);
  return didYouMean(String(value), options, `Write ${options.join(', ')}.`.replace(/, (?=[^,]*$)/, ' or '))!;
}

const lists = 'Write a name or a list of names.';
const expectations: ReadonlyMap<string, string> = new Map([
  ...['enabled', 'published', 'full_refresh', 'concurrent_batches'].map(
    key => [key, 'Write true or false.'] as const,
  ),
  ...['partition_by', 'sort_by', 'tags', 'unique_key'].map(key => [key, lists] as const),
  ['alias', 'Write the name of the table.'],
  ['schema', 'Write the name of the schema.'],
  ['group', 'Write the name of a group.'],
  ['updated_at', 'Write the name of a column.'],
  ['check_cols', "Write a list of columns, or 'all'."],
  ['dbt_valid_to_current', "Write one date or time, e.g. '9999-12-31'."],
  [
    'snapshot_meta_column_names',
    'Give dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to or dbt_is_deleted another name.',
  ],
  ['invalidate_hard_deletes', 'Write true or false; or rather hard_deletes: invalidate.'],
  ['event_time', 'Write the name of a column.'],
  ['begin', "Write a date or time in UTC, e.g. '2026-01-31'."],
  ['lookback', 'Write how many batches, 0 or more.'],
  ['meta', 'Write a dictionary.'],
  ...['pre_hook', 'pre-hook', 'post_hook', 'post-hook'].map(
    key => [key, 'Write SQL as text, or a list of texts.'] as const,
  ),
  ['contract', 'Write {enforced: true}, or {enforced: true, partial: true}.'],
  ['column_types', 'Write a dictionary of column names and DuckDB types.'],
  ['delimiter', 'Write one character.'],
]);

function shapeOf(keys: ConfigKeys): Readonly<Record<string, z.ZodType | undefined>> {
  return keys.shape;
}
