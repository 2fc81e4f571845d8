import { createHash } from 'node:crypto';
import { type PythonValue, pythonRepr, pythonStr, WholeFloat } from './python-text.ts';
import type { TestMetadata } from './test-metadata.ts';

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
export function testName(
  test: string,
  table: string,
  values: Readonly<Record<string, PythonValue>>,
): TestName {
  const parts = Object.keys(values)
    .sort()
    .flatMap(key => flatten(values[key]!));
  const words = parts.map(part => part.replaceAll(/[^0-9a-zA-Z_]+/g, '_')).join('__');
  const beginning = `${test}_${table}`;
  const name = `${beginning}_${words}`;
  return { name, alias: name.length < 64 ? name : `${beginning.slice(0, 30)}_${md5(name)}` };
}

/** A name that a user gave, as a file name: as dbt the name itself, unless no file can have it. */
export function safeAlias(name: string): string {
  if (/^\w[\w.-]{0,199}$/.test(name)) return name;
  return `${name.replaceAll(/\W+/g, '_').slice(0, 30)}_${md5(name)}`;
}

/**
 * `test.<project>.<name>.<10 hex>`; the hash tells tests of one name apart by what they test.
 *
 * @see https://github.com/dbt-labs/dbt-core/blob/main/core/dbt/parser/schema_generic_tests.py
 */
export function testId(project: string, name: string, metadata: TestMetadata): string {
  const text = pythonRepr(hashable({ ...metadata }));
  return `test.${project}.${name}.${md5(name + text).slice(-10)}`;
}

/** The id of a test that is a query of its own, or a constraint: no two have one name. */
export function singularTestId(project: string, name: string): string {
  return `test.${project}.${name}`;
}

/** Every key in order, every value a text. */
function hashable(value: PythonValue): PythonValue {
  if (typeof value !== 'object' || value === null || value instanceof WholeFloat) return pythonStr(value);
  if (Array.isArray(value)) return value.map(hashable);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, hashable(inner)]));
}

function flatten(value: PythonValue): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof WholeFloat) return [pythonStr(value)];
  return Object.values<PythonValue>(value).map(pythonStr);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
