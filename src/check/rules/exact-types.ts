import { parquetLoss } from '../../columns/parquet-type.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { columnPosition } from './find-in-model.ts';
import type { Rule } from './rule.ts';

/** What is published as Parquet must come back as it was: `sum` of integers is a HUGEINT, and would become a DOUBLE. */
export const exactTypes: Rule = {
  check(node, columns) {
    if (!node.config.published || node.config.format !== 'parquet') return [];
    return columns.flatMap(({ name, type }) => {
      const loss = parquetLoss(type);
      if (loss === undefined) return [];
      const part = loss.part === type ? '' : ` in ${type}`;
      return errorDiagnostic(
        'inexact-type',
        `${node.name}.${name} is ${loss.part}${part}, which Parquet cannot hold: it would become ${loss.becomes}.`,
        { at: columnPosition(node, name), hint: `Cast it to ${loss.instead} in the query.` },
      );
    });
  },
};
