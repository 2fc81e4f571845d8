import type { Config } from '../config/config.ts';
import { type Diagnostic, errorDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceTable } from '../project/project.ts';
import { compileFreshness } from './compile-freshness.ts';
import type { CompiledText, TemplateCompiler } from './compiled-project.ts';
import { checkFileColumn, recordColumns, withFileColumn } from './file-column.ts';
import type { Outcome } from './outcome.ts';
import { isReservedSource } from './schema-names.ts';
import { sourceId } from './unique-id.ts';

/** Settles one table of a source: its location is rendered, its columns must be typed. */
export function compileSource(table: SourceTable, config: Config, compiler: TemplateCompiler): Outcome {
  const { source, name, enabled, at } = table;
  const uniqueId = sourceId(config.name, source, name);
  const location = compiler.compile({ path: at.file, text: table.location });
  const freshness = compileFreshness(table, uniqueId, compiler);
  const found = [
    ...checkLocation(table, location),
    ...checkColumns(table),
    ...checkFileColumn(table),
    ...checkName(table, config),
    ...freshness.diagnostics,
  ];
  const relation = { schema: source, name };
  const base = {
    ...{ uniqueId, name, file: at.file, at, enabled, enabledAt: at },
    ...{ references: [], relation, relationAt: at, diagnostics: enabled ? found : [] },
  };
  if (isReservedSource(source, config)) return { ...base, node: undefined };
  const node = {
    resourceType: 'source' as const,
    uniqueId,
    name,
    file: at.file,
    description: table.description,
    sourceDescription: table.sourceDescription,
    tags: table.tags,
    meta: table.meta,
    dependsOn: [],
    macros: [...new Set([...location.macros, ...freshness.macros])].sort(),
    relation,
    columns: withFileColumn(table),
    tests: table.tests,
    source,
    location: location.sql.trim(),
    locationText: table.location,
    declared: recordColumns(table).map(({ name, dataType }) => ({ name, type: dataType ?? '' })),
    fileColumn: table.fileColumn,
    onBadRecord: table.onBadRecord,
    undeclaredKeys: table.undeclaredKeys,
    eventTime: table.eventTime,
    freshness: freshness.freshness,
    at,
  };
  return { ...base, node };
}

function checkLocation(
  table: SourceTable,
  { sql, diagnostics, references }: CompiledText,
): readonly Diagnostic[] {
  const { source, name, at } = table;
  // Positions inside of the location are none of the properties file.
  if (hasErrors(diagnostics)) return diagnostics.map(diagnostic => ({ ...diagnostic, at }));
  if (references.length > 0) {
    const hint = 'Write a path; var() and env_var() may be part of it.';
    return [
      errorDiagnostic('bad-property', `The location of ${source}.${name} names a table.`, { at, hint }),
    ];
  }
  if (sql.trim() !== '') return [];
  const hint = 'Write a path or glob, e.g. location: data/*.json.';
  return [
    errorDiagnostic('bad-property', `The source table ${source}.${name} has no location.`, { at, hint }),
  ];
}

function checkColumns(table: SourceTable): readonly Diagnostic[] {
  const { source, name, isWhole, at } = table;
  const columns = recordColumns(table);
  if (columns.length === 0) {
    if (!isWhole) return [];
    const hint = 'List its columns with name and data_type: nothing is guessed from the data.';
    return [
      errorDiagnostic('bad-property', `The source table ${source}.${name} declares no columns.`, {
        at,
        hint,
      }),
    ];
  }
  return columns.flatMap((column, index) => {
    const twin = columns.findIndex(other => other.name.toLowerCase() === column.name.toLowerCase());
    const what = `The column "${column.name}" of ${source}.${name}`;
    if (twin < index) {
      return [
        errorDiagnostic('duplicate-name', `${what} is declared twice.`, {
          at: column.at,
          hint: 'Remove one of them.',
        }),
      ];
    }
    if (column.dataType !== undefined || !isWhole) return [];
    const hint = 'Write a DuckDB type, e.g. data_type: VARCHAR.';
    return [errorDiagnostic('bad-property', `${what} has no data_type.`, { at: column.at, hint })];
  });
}

function checkName({ source, at }: SourceTable, config: Config): readonly Diagnostic[] {
  if (!isReservedSource(source, config)) return [];
  const hint = 'Call it after the system that the data come from, e.g. raw.';
  return [errorDiagnostic('reserved-name', `A source cannot be called "${source}".`, { at, hint })];
}
