import type { Column } from '../columns/column.ts';
import { unreadablePart } from '../columns/json-type.ts';
import type { CompiledSource } from '../compile/node.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';

/** An error for each column of a source whose type is one of DuckDB's, but of no JSON value. */
export function checkReadable(source: CompiledSource, columns: readonly Column[]): readonly Diagnostic[] {
  return columns.flatMap(({ name, type }) => {
    const found = unreadablePart(type);
    if (found === undefined) return [];
    const part = found.part === type ? type : `${found.part} in ${type}`;
    return errorDiagnostic(
      'bad-property',
      `The column "${name}" of ${source.source}.${source.name} is ${part}, which no JSON value is read into.`,
      {
        at: source.columns.find(column => column.name === name)?.at ?? source.at,
        hint: `Declare ${found.instead}, and cast it in a model.`,
      },
    );
  });
}
