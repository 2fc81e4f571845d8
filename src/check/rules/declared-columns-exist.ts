import { findColumn } from '../../columns/find-column.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from './rule.ts';

/** What properties describe must be there. */
export const declaredColumnsExist: Rule = {
  check: (node, columns) =>
    node.columns
      .filter(({ name }) => findColumn(columns, name) === undefined)
      .map(({ name, at }) => {
        const names = columns.map(column => column.name);
        const hint = didYouMean(name, names, `Its columns are ${names.join(', ')}.`)!;
        return errorDiagnostic('undeclared-column', `${node.name} has no column "${name}".`, { at, hint });
      }),
};
