import type { Column } from '../columns/column.ts';
import type { ColumnType } from '../columns/column-type.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';
import { jsonFits } from './json-fits.ts';
import type { JsonMember } from './json-scanner.ts';
import { memberKey } from './member-key.ts';

/** Says why an object does not fit, or undefined when it does. */
export type RecordCheck = (bytes: Buffer, members: readonly JsonMember[]) => string | undefined;

/** Holds the members of an object against declared columns. Keys that are not declared play no part. */
export function recordCheck(columns: readonly Column[]): RecordCheck {
  const types = new Map(columns.map(column => [column.name, parseColumnType(column.type)]));
  const names = new Map(columns.map(column => [column.name, column.type]));
  return (bytes, members) => {
    const seen = new Set<string>();
    for (const member of members) {
      const key = memberKey(bytes, member);
      const type = types.get(key);
      if (type === undefined) continue;
      if (seen.has(key)) return `it has the key "${key}" twice`;
      seen.add(key);
      if (!jsonFits(type, bytes, member.start, member.end)) {
        return misfit(key, names.get(key)!, type, bytes.toString('utf8', member.start, member.end));
      }
    }
    return undefined;
  };
}

function misfit(key: string, declared: string, type: ColumnType, value: string): string {
  const shown = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  const text = type.kind !== 'decimal' && /^"-?[0-9.]+"$/.test(value) ? ' (a text, not a number)' : '';
  return `"${key}" is ${shown}${text}, which does not fit ${declared}`;
}
