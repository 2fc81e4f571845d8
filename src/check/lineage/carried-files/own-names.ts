import { allNodes, type SyntaxNode, textIn, textsIn } from '../../../syntax/syntax-node.ts';
import { filesColumn } from './carried-files.ts';
import { changed } from './query-nodes.ts';

/** Whether a column is called as those are that carry files. */
export function isOwnColumn(name: string): boolean {
  return name.toLowerCase().startsWith(filesColumn);
}

/** A name in a query that is sparkify's own. */
export function ownNameIn(tree: SyntaxNode): string | undefined {
  for (const node of allNodes(tree)) {
    const lists = ['column_names', 'column_name_alias', 'aliases', 'using_columns'];
    const columns = [textIn(node, 'alias'), ...lists.flatMap(key => textsIn(node, key))];
    // Of a common table expression.
    const key = textIn(node, 'key');
    const found = key.toLowerCase().startsWith('_sparkify_') ? key : columns.find(isOwnColumn);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A query that names columns without the schemas of its tables: those are read from elsewhere, under their names alone. */
export function withoutSchemas(tree: SyntaxNode): SyntaxNode {
  const tables = new Set(
    allNodes(tree)
      .filter(({ type }) => type === 'BASE_TABLE')
      .map(table => qualified(textIn(table, 'schema_name'), textIn(table, 'table_name'))),
  );
  return changed(tree, node => {
    const [schema = '', table = '', ...more] =
      node.class === 'COLUMN_REF' ? textsIn(node, 'column_names') : [];
    if (more.length === 0 || !tables.has(qualified(schema, table))) return undefined;
    return { ...node, column_names: [table, ...more] };
  }) as SyntaxNode;
}

function qualified(schema: string, name: string): string {
  return JSON.stringify([schema.toLowerCase(), name.toLowerCase()]);
}
