import { sameType } from '../../columns/same-type.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { declaredColumns } from '../declared-columns.ts';
import { findColumn } from '../find-column.ts';
import type { Rule } from './rule.ts';

/** A `data_type` in properties is a promise to readers, so that a query must keep it to the letter. */
export const contract: Rule = {
  check(node, columns) {
    return declaredColumns(node).sound.flatMap(({ name, type, at }) => {
      const found = findColumn(columns, name);
      if (found === undefined || sameType(type, found.type)) return [];
      return errorDiagnostic(
        'contract-broken',
        `${node.name}.${name} is declared ${type}, but is ${found.type}.`,
        {
          at,
          hint: `Cast it in the query, ${name}::${type}, or declare ${found.type}.`,
        },
      );
    });
  },
};
