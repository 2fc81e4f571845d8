import {
  ambiguousNameHint,
  isAmbiguousInLake,
  isReservedTableName,
  lakeName,
  reservedNameHint,
} from '../../columns/table-name.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from './rule.ts';

/** A published table is a folder of the lake, which has folders of its own. */
export const reservedNames: Rule = {
  check({ relation, file, config }) {
    const name = lakeName(relation);
    const ambiguous = isAmbiguousInLake(relation);
    if (!config.published || (!ambiguous && !isReservedTableName(name))) return [];
    const message = `A published table cannot be called "${name}".`;
    const hint = ambiguous ? ambiguousNameHint : reservedNameHint;
    return [errorDiagnostic('reserved-name', message, { at: { file, line: 1, column: 1 }, hint })];
  },
};
