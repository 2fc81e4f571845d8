import type { Column } from '../../columns/column.ts';
import { isQuery, type TableNode } from '../../compile/node.ts';
import type { Warning } from './warning.ts';

/** Whoever reads the lake sees published tables only; one line for each, however much is missing. */
export const missingDescription: Warning = {
  needsSyntax: false,
  find: ({ nodes, columns }) =>
    nodes.flatMap(node => {
      if (!isQuery(node) || !node.config.published) return [];
      const missing = [
        ...(node.description === '' ? ['its own'] : []),
        ...missingColumns(node, columns.get(node.uniqueId) ?? []),
      ];
      if (missing.length === 0) return [];
      return {
        message: `${node.name} lacks descriptions: ${missing.join(', and ')}.`,
        at: node.at,
        hint: 'Write description in a properties file: under the model, and under each column.',
      };
    }),
};

const NAMED = 3;

function missingColumns(node: TableNode, columns: readonly Column[]): readonly string[] {
  const described = new Set(
    node.columns.filter(({ description }) => description !== '').map(({ name }) => name.toLowerCase()),
  );
  const missing = columns.map(({ name }) => name).filter(name => !described.has(name.toLowerCase()));
  if (missing.length === 0) return [];
  const more = missing.length > NAMED ? ', …' : '';
  return [`${missing.length} of ${columns.length} columns (${missing.slice(0, NAMED).join(', ')}${more})`];
}
