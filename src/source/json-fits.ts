import type { ColumnType, TypedName } from '../columns/column-type.ts';
import { type JsonMember, JsonScanner } from './json-scanner.ts';
import { memberKey } from './member-key.ts';
import { scalarFits } from './scalar-fits.ts';

/**
 * Whether the JSON value in a range of bytes can be read into a type with nothing lost. `null` fits every type. The
 * SQL of engines/duckdb/json-fits-sql.ts says the same; a property test holds the two together.
 */
export function jsonFits(type: ColumnType, bytes: Buffer, start: number, end: number): boolean {
  const first = String.fromCharCode(bytes[start]!);
  if (first === 'n' && bytes.toString('latin1', start, end) === 'null') return true;
  switch (type.kind) {
    case 'list':
      return (
        first === '[' && items(bytes, start).every(([from, to]) => jsonFits(type.element, bytes, from, to))
      );
    case 'array': {
      if (first !== '[') return false;
      const parts = items(bytes, start);
      return (
        parts.length === type.size && parts.every(([from, to]) => jsonFits(type.element, bytes, from, to))
      );
    }
    case 'struct':
      return first === '{' && structFits(type.fields, bytes, start);
    case 'map':
      return first === '{' && mapFits(type.value, bytes, start);
    default:
      return first === '{' || first === '['
        ? takesAnything(type)
        : scalarFits(type, bytes.toString('utf8', start, end));
  }
}

/** VARCHAR takes objects and arrays as their JSON text. */
function takesAnything(type: ColumnType): boolean {
  return type.kind === 'scalar' && (type.name === 'VARCHAR' || type.name === 'JSON');
}

function items(bytes: Buffer, start: number): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  new JsonScanner(bytes).array(start, found);
  return found;
}

function structFits(fields: readonly TypedName[], bytes: Buffer, start: number): boolean {
  const types = new Map(fields.map(field => [field.name, field.type]));
  const seen = new Set<string>();
  return members(bytes, start).every(member => {
    const key = memberKey(bytes, member);
    const type = types.get(key);
    if (type === undefined) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return jsonFits(type, bytes, member.start, member.end);
  });
}

function mapFits(value: ColumnType, bytes: Buffer, start: number): boolean {
  const entries = members(bytes, start);
  const keys = new Set(entries.map(member => memberKey(bytes, member)));
  return (
    keys.size === entries.length && entries.every(entry => jsonFits(value, bytes, entry.start, entry.end))
  );
}

function members(bytes: Buffer, start: number): readonly JsonMember[] {
  const found: JsonMember[] = [];
  new JsonScanner(bytes).object(start, found);
  return found;
}
