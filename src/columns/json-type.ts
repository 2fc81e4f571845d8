import type { ColumnType } from './column-type.ts';
import { integerRanges } from './integer-ranges.ts';
import { parseColumnType } from './parse-column-type.ts';
import { renderColumnType } from './render-column-type.ts';
import { textForms } from './text-forms.ts';

/** A type, or the part of one, that no JSON value is read into. */
export interface UnreadablePart {
  /** As DuckDB prints it, e.g. `BLOB` of `BLOB[]`. */
  readonly part: string;
  /** What to declare in its place, and cast in a model. */
  readonly instead: string;
}

/**
 * What of a type JSON cannot be read into; undefined when all of it can.
 *
 * @param type the text of a DuckDB type (throws ColumnTypeError when it is none).
 * @example unreadablePart('STRUCT(a BLOB)') // { part: 'BLOB', instead: 'VARCHAR' }
 */
export function unreadablePart(type: string): UnreadablePart | undefined {
  return unreadable(parseColumnType(type));
}

function unreadable(type: ColumnType): UnreadablePart | undefined {
  switch (type.kind) {
    case 'scalar':
      return unreadableScalar(type.name);
    case 'list':
    case 'array':
      return unreadable(type.element);
    case 'struct':
      return type.fields.some(field => field.name === '')
        ? { part: renderColumnType(type), instead: 'a STRUCT whose fields have names, or JSON' }
        : first(type.fields.map(field => field.type));
    case 'map':
      return type.key.kind === 'scalar' && type.key.name === 'VARCHAR'
        ? unreadable(type.value)
        : {
            part: renderColumnType(type),
            instead: `MAP(VARCHAR, ${renderColumnType(type.value)})`,
          };
    case 'union':
      return { part: renderColumnType(type), instead: 'JSON' };
    default:
      return undefined;
  }
}

function first(types: readonly ColumnType[]): UnreadablePart | undefined {
  return types.map(unreadable).find(part => part !== undefined);
}

const otherReadable = new Set(['VARCHAR', 'JSON', 'BOOLEAN', 'DOUBLE', 'FLOAT']);

function unreadableScalar(name: string): UnreadablePart | undefined {
  if (otherReadable.has(name) || name in integerRanges || name in textForms) return undefined;
  const holdsObjects = name === 'VARIANT' || name === 'GEOMETRY';
  return { part: name, instead: holdsObjects ? 'JSON' : 'VARCHAR' };
}
