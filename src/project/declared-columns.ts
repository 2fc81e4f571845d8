import { readTests } from './declared-tests.ts';
import type { DeclaredColumn } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { ColumnEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** The columns of a model, seed or source table at `path`; one that is declared twice is reported. */
export function readColumns(
  reader: PropertyReader,
  path: YamlPath,
  columns: readonly ColumnEntry[] | null | undefined,
): readonly DeclaredColumn[] {
  const seen = new Set<string>();
  return (columns ?? []).map((column, index) => {
    const place = [...path, 'columns', index];
    const at = reader.file.positionOf([...place, 'name']);
    const identity = column.name.toLowerCase();
    if (seen.has(identity)) {
      reader.report(
        'duplicate-name',
        `The column "${column.name}" is described twice.`,
        at,
        'Keep one of them.',
      );
    }
    seen.add(identity);
    return {
      name: column.name,
      ...(column.quote === true && { quote: true }),
      description: reader.description(place, column.description),
      dataType: column.data_type ?? undefined,
      tests: readTests(reader, place, column),
      at,
    };
  });
}
