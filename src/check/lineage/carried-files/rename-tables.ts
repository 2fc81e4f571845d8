import type { Relation } from '../../../columns/relation.ts';
import { type SyntaxNode, textIn } from '../../../syntax/syntax-node.ts';
import { withoutSchemas } from './own-names.ts';
import { changed } from './query-nodes.ts';

/** A query that reads other tables, each called as before; tables that `rename` does not know stay. */
export function renameTables(
  tree: SyntaxNode,
  rename: (schema: string, name: string) => Relation | undefined,
): SyntaxNode {
  return changed(withoutSchemas(tree), node => {
    const schema = node.type === 'BASE_TABLE' ? textIn(node, 'schema_name') : '';
    // One without a schema is a common table expression.
    const relation = schema === '' ? undefined : rename(schema, textIn(node, 'table_name'));
    if (relation === undefined) return undefined;
    const alias = textIn(node, 'alias') || textIn(node, 'table_name');
    return { ...node, alias, schema_name: relation.schema, table_name: relation.name };
  }) as SyntaxNode;
}
