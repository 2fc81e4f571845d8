import type { JsonObject } from '../config/json-value.ts';
import { ownMeta, ownTags } from './descriptive.ts';
import type { DeclaredFixture, DeclaredUnitTest, FixtureRow } from './fixture.ts';
import type { PropertyReader } from './property-reader.ts';
import type { FixtureEntry, UnitTestEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** An entry of `unit_tests:`. */
export function readUnitTest(reader: PropertyReader, path: YamlPath, test: UnitTestEntry): DeclaredUnitTest {
  const { macros, vars, env_vars } = test.overrides ?? {};
  return {
    name: test.name,
    model: test.model,
    modelAt: reader.file.positionOf([...path, 'model']),
    description: test.description ?? '',
    tags: ownTags(test),
    meta: ownMeta(test),
    enabled: test.config?.enabled ?? true,
    given: (test.given ?? []).map((given, index) => ({
      ...readFixture(reader, [...path, 'given', index], given, 'input'),
      input: given.input,
    })),
    expect: readFixture(reader, [...path, 'expect'], test.expect, 'expect'),
    overrides: {
      macros: macros ?? {},
      vars: vars ?? {},
      env: Object.fromEntries(Object.entries(env_vars ?? {}).map(([name, value]) => [name, String(value)])),
    },
    at: reader.file.positionOf([...path, 'name']),
  };
}

function readFixture(
  reader: PropertyReader,
  path: YamlPath,
  entry: FixtureEntry,
  key: 'input' | 'expect',
): DeclaredFixture {
  const { rows, fixture } = entry;
  const format = entry.format ?? 'dict';
  const at = key === 'expect' ? reader.file.positionOfKey(path) : reader.file.positionOf([...path, key]);
  const declared = { format, file: fixture ?? undefined, at };
  if (rows != null && fixture != null) {
    reader.refuse([...path, 'fixture'], 'A fixture has its rows here or in a file, not both.', 'Remove one.');
  }
  if (fixture != null && format === 'dict') {
    reader.refuse(
      [...path, 'fixture'],
      'The rows of a file are of the format csv or sql.',
      'Say format: csv.',
    );
  }
  if (rows == null) return { ...declared, rows: undefined };
  if (typeof rows === 'string') {
    if (format === 'dict')
      reader.refuse([...path, 'rows'], 'Rows as a text need format: csv or format: sql.');
    return { ...declared, rows, at: format === 'dict' ? at : reader.file.positionOf([...path, 'rows']) };
  }
  if (format !== 'dict')
    reader.refuse([...path, 'rows'], `Rows of the format ${format} are a text.`, 'Write rows: |');
  return { ...declared, rows: rows.map((row, index) => readRow(reader, [...path, 'rows', index], row)) };
}

function readRow(reader: PropertyReader, path: YamlPath, values: JsonObject): FixtureRow {
  const columnsAt = Object.fromEntries(
    Object.keys(values).map(column => [column, reader.file.positionOfKey([...path, column])]),
  );
  return { values, at: reader.file.positionOf(path), columnsAt };
}
