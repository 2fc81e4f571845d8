import type * as z from 'zod';
import type { SourceSettings } from '../config/config.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../config/json-value.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { readExposure } from './declared-exposures.ts';
import { readGroup } from './declared-groups.ts';
import { readMacro } from './declared-macros.ts';
import { readResourceProperties } from './declared-resources.ts';
import { type DeclaredSnapshot, readSnapshot } from './declared-snapshots.ts';
import { readSourceTables } from './declared-sources.ts';
import { readUnitTest } from './declared-unit-tests.ts';
import type { DeclaredUnitTest } from './fixture.ts';
import type {
  DeclaredExposure,
  DeclaredGroup,
  MacroProperties,
  Properties,
  SourceTable,
  TextFile,
} from './project.ts';
import { PropertyReader } from './property-reader.ts';
import {
  exposureSchema,
  fileSchema,
  groupSchema,
  macroSchema,
  resourceSchema,
  snapshotSchema,
  sourceSchema,
  unitTestSchema,
} from './property-schema.ts';
import type { DescriptionContext } from './render-description.ts';
import { parseYamlFile, type YamlPath } from './yaml-file.ts';

/** What a properties file says, each entry validated for itself: a wrong one is reported, the others stand. */
export interface PropertyFile {
  readonly models: readonly Properties[];
  readonly seeds: readonly Properties[];
  readonly snapshots: readonly DeclaredSnapshot[];
  readonly sources: readonly SourceTable[];
  readonly groups: readonly DeclaredGroup[];
  readonly exposures: readonly DeclaredExposure[];
  readonly macros: readonly MacroProperties[];
  readonly unitTests: readonly DeclaredUnitTest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a properties file in dbt's vocabulary.
 *
 * @param context what descriptions may name
 * @param defaults what a source that says nothing does about bad records and undeclared keys.
 */
export function readProperties(
  file: TextFile,
  defaults: SourceSettings,
  context: Pick<DescriptionContext, 'docs' | 'project'> = { docs: new Map(), project: '' },
): PropertyFile {
  const reader = new PropertyReader(parseYamlFile(file), context);
  const { value } = reader.file;
  if (value !== null) reader.validate(fileSchema, [], value);
  const entries = <T>(key: keyof typeof fileSchema.shape, read: EntryReader<T>): readonly T[] =>
    entriesOf(value, key).flatMap((entry, index) => read(reader, [key, index], entry));
  const parts = {
    models: entries('models', readResource),
    seeds: entries('seeds', readResource),
    snapshots: entries('snapshots', validated(snapshotSchema, readSnapshot)),
    sources: entries('sources', (_, path, entry) => readSource(reader, path, entry, defaults)),
    groups: entries('groups', validated(groupSchema, readGroup)),
    exposures: entries('exposures', validated(exposureSchema, readExposure)),
    macros: entries('macros', validated(macroSchema, readMacro)),
    unitTests: entries('unit_tests', validated(unitTestSchema, readUnitTest)),
  };
  return { ...parts, diagnostics: reader.diagnostics };
}

/**
 * One entry of `models:` that stands in no properties file but in code.
 *
 * @param locate where the code says what stands at a path of the entry
 */
export function readResourceEntry(
  entry: JsonObject,
  locate: (path: YamlPath) => SourcePosition,
  context: Pick<DescriptionContext, 'docs' | 'project'>,
): { readonly properties: readonly Properties[]; readonly diagnostics: readonly Diagnostic[] } {
  const file = {
    path: locate([]).file,
    value: entry,
    diagnostics: [],
    positionOf: locate,
    isWholeFloat: () => false,
    positionOfKey: locate,
    find: (_: string, from: SourcePosition) => from,
  };
  const reader = new PropertyReader(file, context);
  const properties = readResource(reader, [], entry);
  return { properties, diagnostics: reader.diagnostics };
}

/** Also of a file with other mistakes, so that all of them are told at once. */
function entriesOf(value: JsonValue, key: string): readonly JsonValue[] {
  const entries = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(entries) ? entries : [];
}

type EntryReader<T> = (reader: PropertyReader, path: YamlPath, entry: JsonValue) => readonly T[];

function readResource(reader: PropertyReader, path: YamlPath, entry: JsonValue): readonly Properties[] {
  const resource = reader.validate(resourceSchema, path, entry);
  if (resource === undefined) return [];
  return [readResourceProperties(reader, path, resource)];
}

/** Reads an entry that is what its schema says. */
function validated<Entry, T>(
  schema: z.ZodType<Entry>,
  read: (reader: PropertyReader, path: YamlPath, entry: Entry) => T,
): EntryReader<T> {
  return (reader, path, value) => {
    const entry = reader.validate(schema, path, value);
    return entry === undefined ? [] : [read(reader, path, entry)];
  };
}

function readSource(
  reader: PropertyReader,
  path: YamlPath,
  entry: JsonValue,
  defaults: SourceSettings,
): readonly SourceTable[] {
  const source = reader.validate(sourceSchema, path, entry);
  return source === undefined ? [] : readSourceTables(reader, path, source, defaults);
}
