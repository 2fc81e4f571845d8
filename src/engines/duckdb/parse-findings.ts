import type { JsonValue } from '../../config/json-value.ts';
import type { TestFindings } from '../session.ts';

/** The findings of tests out of a row that holds three values for each. */
export function parseFindings(row: readonly JsonValue[]): readonly TestFindings[] {
  return Array.from({ length: row.length / 3 }, (_, index) => {
    const [failures = null, warn, error] = row.slice(index * 3, index * 3 + 3);
    return {
      failures: failures === null ? undefined : Number(failures),
      shouldWarn: warn === true,
      shouldError: error === true,
    };
  });
}
