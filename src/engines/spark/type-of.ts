import type { ColumnType } from '../../columns/column-type.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { constantType } from './constants.ts';
import { NotPortable } from './not-portable.ts';
import type { Translation } from './translation.ts';

export const boolean: ColumnType = { kind: 'scalar', name: 'BOOLEAN' };

/** The type of an expression in DuckDB, as far as it is known. */
export function typeOf(node: SyntaxNode, { typed }: Pick<Translation, 'typed'>): ColumnType | undefined {
  return node.class === 'CONSTANT' ? constantType(node) : typed.typeOf(node);
}

export function required(type: ColumnType | undefined, node: SyntaxNode): ColumnType {
  if (type !== undefined) return type;
  throw new NotPortable('The type of this expression cannot be told.', node);
}
