import { columnsExist } from './columns-exist.ts';
import type { Rule } from './rule.ts';

export const uniqueKey: Rule = {
  check: (node, columns) =>
    node.config.materialized === 'incremental'
      ? columnsExist(node, columns, 'unique_key', node.config.incremental.uniqueKey)
      : [],
};
