import type { Column } from '../columns/column.ts';
import { ColumnTypeError } from '../columns/column-type.ts';
import { normalizeType } from '../columns/same-type.ts';
import type { TableNode } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { DeclaredColumn } from '../project/project.ts';

export interface SoundColumn extends Column {
  readonly at: SourcePosition;
}

export interface Declared {
  /** The declared columns that have a type, and one that exists. */
  readonly sound: readonly SoundColumn[];
  /** Every declared column with its type; undefined when there are none or one has no sound type. */
  readonly complete: readonly Column[] | undefined;
  /** Every declared column; one without a sound type stands as text, so that names at least can be checked. */
  readonly assumed: readonly Column[];
  /** A `bad-property` for each `data_type` that is no DuckDB type. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The columns of a table as its properties declare them, with types as DuckDB prints them. */
export function declaredColumns(node: TableNode): Declared {
  const diagnostics: Diagnostic[] = [];
  const sound = node.columns.flatMap(column => {
    if (column.dataType === undefined) return [];
    const type = readType(column, column.dataType, node.name);
    if (typeof type === 'string') return [{ name: column.name, type, at: column.at }];
    diagnostics.push(type);
    return [];
  });
  const isComplete = sound.length > 0 && sound.length === node.columns.length;
  const assumed = new Map(node.columns.map(({ name }) => [name.toLowerCase(), { name, type: 'VARCHAR' }]));
  for (const { name, type } of sound) assumed.set(name.toLowerCase(), { name, type });
  return {
    sound,
    assumed: [...assumed.values()],
    complete: isComplete ? sound.map(({ name, type }) => ({ name, type })) : undefined,
    diagnostics,
  };
}

function readType(column: DeclaredColumn, dataType: string, table: string): string | Diagnostic {
  try {
    return normalizeType(dataType);
  } catch (error) {
    if (!(error instanceof ColumnTypeError)) throw error;
    return errorDiagnostic(
      'bad-property',
      `The data_type "${dataType}" of ${table}.${column.name} is no DuckDB type: ${error.message}.`,
      { at: column.at, ...(error.hint === undefined ? {} : { hint: error.hint }) },
    );
  }
}
