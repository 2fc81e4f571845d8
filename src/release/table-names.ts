import { isReservedTableName, reservedNameHint } from '../columns/table-name.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';

/** Throws `reserved-name`. */
export function refuseReservedName(name: string): void {
  if (!isReservedTableName(name)) return;
  throw new SparkifyError('reserved-name', `A published table cannot be called "${name}".`, {
    hint: reservedNameHint,
    exitCode: 2,
  });
}
