import { columnsExist } from './columns-exist.ts';
import type { Rule } from './rule.ts';

export const sortColumns: Rule = {
  check: (node, columns) => columnsExist(node, columns, 'sort_by', node.config.sortBy),
};
