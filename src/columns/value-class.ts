import { parseColumnType } from './parse-column-type.ts';
import { typeFamily } from './type-family.ts';

const nested: ReadonlySet<string> = new Set(['list', 'array', 'struct', 'map', 'union']);
/** What has parts, or no order and no text that would tell values apart. */
const opaque: ReadonlySet<string> = new Set(['VARIANT', 'GEOMETRY', 'TYPE']);

const classes: Readonly<Record<string, string>> = {
  'exact number': 'number',
  'floating number': 'number',
  date: 'moment',
  timestamp: 'moment',
};

/**
 * What kind of value a type holds, as far as counting values goes: those of one class can be counted together. Undefined
 * for nested types, whose values have parts.
 *
 * @example valueClass('DECIMAL(9,2)') // 'number', as of DOUBLE
 */
export function valueClass(type: string): string | undefined {
  const parsed = parseColumnType(type);
  if (nested.has(parsed.kind) || opaque.has(type)) return undefined;
  const family = typeFamily(type) ?? type;
  return classes[family] ?? family;
}
