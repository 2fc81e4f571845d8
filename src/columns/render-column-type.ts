import type { ColumnType, TypedName } from './column-type.ts';
import { keywords } from './keywords.ts';
import { quoteIdentifier, quoteLiteral } from './quote.ts';

/**
 * Prints a type exactly as DuckDB's DESCRIBE does.
 *
 * @example renderColumnType({ kind: 'list', element: { kind: 'scalar', name: 'INTEGER' } }) // INTEGER[]
 */
export function renderColumnType(type: ColumnType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'list':
      return `${renderColumnType(type.element)}[]`;
    case 'array':
      return `${renderColumnType(type.element)}[${type.size}]`;
    case 'struct':
      return `STRUCT(${type.fields.map(renderTypedName).join(', ')})`;
    case 'map':
      return `MAP(${renderColumnType(type.key)}, ${renderColumnType(type.value)})`;
    case 'union':
      return `UNION(${type.members.map(renderTypedName).join(', ')})`;
    case 'enum':
      return `ENUM(${type.values.map(quoteLiteral).join(', ')})`;
  }
}

function renderTypedName({ name, type }: TypedName): string {
  return name === '' ? renderColumnType(type) : `${renderFieldName(name)} ${renderColumnType(type)}`;
}

function renderFieldName(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !keywords.has(name.toLowerCase());
  return plain ? name : quoteIdentifier(name);
}
