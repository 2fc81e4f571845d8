import { createHash } from 'node:crypto';
import type { JsonValue } from '../config/json-value.ts';

export interface TestName {
  /** `accepted_values_users_level__free__paid`. */
  readonly name: string;
  /** The same, or from 64 characters on its beginning and a hash: short enough for a file name. */
  readonly alias: string;
}

/**
 * dbt's name for a test that is declared without one: the test, the table, then the arguments (the column among them)
 * in the order of their names.
 *
 * @param table for a table of a source, the source's name and the table's with `_` between
 * @see https://github.com/dbt-labs/dbt-core/blob/main/core/dbt/parser/generic_test_builders.py
 */
export function testName(test: string, table: string, values: Readonly<Record<string, JsonValue>>): TestName {
  const parts = Object.keys(values)
    .sort()
    .flatMap(key => flatten(values[key]!));
  const words = parts.map(part => part.replaceAll(/[^0-9a-zA-Z_]+/g, '_')).join('__');
  const beginning = `${test}_${table}`;
  const name = `${beginning}_${words}`;
  return { name, alias: name.length < 64 ? name : `${beginning.slice(0, 30)}_${md5(name)}` };
}

/** A name that a user gave, as a file name. */
export function safeAlias(name: string): string {
  if (/^\w[\w.-]{0,62}$/.test(name)) return name;
  return `${name.replaceAll(/\W+/g, '_').slice(0, 30)}_${md5(name)}`;
}

/** `test.<project>.<name>.<10 hex>`; the hash tells tests of one name apart by what they test. */
export function testId(project: string, name: string, identity: JsonValue): string {
  return `test.${project}.${name}.${md5(JSON.stringify(identity)).slice(-10)}`;
}

function flatten(value: JsonValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [pythonText(value)];
  return Object.values(value).map(pythonText);
}

/** As Python's str() writes it, since dbt's names hold `True` and `None`. */
function pythonText(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
