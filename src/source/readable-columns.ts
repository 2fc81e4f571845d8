import type { Column } from '../columns/column.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';
import { integerRanges } from './integer-ranges.ts';
import { textForms } from './text-forms.ts';

const otherScalars = new Set(['VARCHAR', 'JSON', 'BOOLEAN', 'DOUBLE', 'FLOAT']);

/** The columns whose declared types JSON cannot be read into, e.g. BLOB, INTERVAL and UNION. */
export function unreadableColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter(column => !isReadable(parseColumnType(column.type)));
}

function isReadable(type: ColumnType): boolean {
  switch (type.kind) {
    case 'scalar':
      return otherScalars.has(type.name) || type.name in integerRanges || type.name in textForms;
    case 'list':
    case 'array':
      return isReadable(type.element);
    case 'struct':
      return type.fields.every(field => field.name !== '' && isReadable(field.type));
    case 'map':
      return type.key.kind === 'scalar' && type.key.name === 'VARCHAR' && isReadable(type.value);
    case 'union':
      return false;
    default:
      return true;
  }
}
