import type { SourceSettings } from '../config/config.ts';
import { readColumns } from './declared-columns.ts';
import { readFreshness } from './declared-freshness.ts';
import { readTests } from './declared-tests.ts';
import { ownMeta, ownTags } from './descriptive.ts';
import type { SourceTable } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { SourceEntry, TableEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** Stands for what has been reported as missing; nothing is ever read from it. */
const UNKNOWN_LOCATION = 'unknown';

/** The tables of one entry of `sources:`. What a table does not say, the source says for it, then the config. */
export function readSourceTables(
  reader: PropertyReader,
  path: YamlPath,
  source: SourceEntry,
  defaults: SourceSettings,
): readonly SourceTable[] {
  const isWhole = reader.isWhole(path);
  const sourceDescription = reader.description(path, source.description);
  return source.tables.map((table, index) => {
    const place = { source: path, table: [...path, 'tables', index] };
    return { ...readTable(reader, place, source, table, defaults), sourceDescription, isWhole };
  });
}

function readTable(
  reader: PropertyReader,
  place: { readonly source: YamlPath; readonly table: YamlPath },
  source: SourceEntry,
  table: TableEntry,
  defaults: SourceSettings,
): Omit<SourceTable, 'isWhole' | 'sourceDescription'> {
  const path = place.table;
  const location = table.location || source.location;
  if (!location && reader.isWhole(place.source)) {
    const message = `The source table ${source.name}.${table.name} does not say where its files are.`;
    reader.refuse([...path, 'name'], message, 'Add location, e.g. location: data/events/*.json');
  }
  const says = [table, table.config, source, source.config];
  return {
    source: source.name,
    name: table.name,
    description: reader.description(path, table.description),
    location: location || UNKNOWN_LOCATION,
    columns: readColumns(reader, path, table.columns),
    tests: readTests(reader, path, table),
    onBadRecord: first(says.map(part => part?.on_bad_record)) ?? defaults.onBadRecord,
    undeclaredKeys: first(says.map(part => part?.undeclared_keys)) ?? defaults.undeclaredKeys,
    eventTime: table.config?.event_time ?? source.config?.event_time ?? null,
    fileColumn: first(says.map(part => part?.file_column)) || null,
    freshness: readFreshness(reader, [
      { path: place.source, says: source },
      { path: [...place.source, 'config'], says: source.config },
      { path, says: table },
      { path: [...path, 'config'], says: table.config },
    ]),
    enabled: first([table.config?.enabled, source.config?.enabled]) ?? true,
    tags: [...new Set([...ownTags(source), ...ownTags(table)])],
    meta: { ...ownMeta(source), ...ownMeta(table) },
    at: reader.file.positionOf([...path, 'name']),
  };
}

function first<T>(values: readonly (T | null | undefined)[]): T | undefined {
  return values.find(value => value != null) ?? undefined;
}
