import { isReservedTableName, reservedNameHint } from '../../columns/table-name.ts';
import { errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from './rule.ts';

/** A published table is a folder of the lake, which has folders of its own. */
export const reservedNames: Rule = {
  check({ name, file, config }) {
    if (!config.published || !isReservedTableName(name)) return [];
    const message = `A published table cannot be called "${name}".`;
    const at = { file, line: 1, column: 1 };
    return [errorDiagnostic('reserved-name', message, { at, hint: reservedNameHint })];
  },
};
