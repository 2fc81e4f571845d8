import type { JsonValue } from '../config/json-value.ts';

/** A number that is a float in Python although it is whole: 1.0 is no 1 there, and is written as it is. */
export class WholeFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export type PythonValue =
  | Exclude<JsonValue, object>
  | WholeFloat
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/** A value as Python's str() writes it, since the names and ids that dbt makes are built with it. */
export function pythonStr(value: PythonValue): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** A value as Python's repr() writes it. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return 'None';
  if (value instanceof WholeFloat) return floatText(value.value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : floatText(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => `${quoted(key)}: ${pythonRepr(inner)}`);
  return `{${entries.join(', ')}}`;
}

/** Python writes exponents below -4 and from 16 on, with two digits at least. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) return Number.isInteger(value) ? `${value}.0` : String(value);
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = [...text].map(character => {
    if (character === quote || character === '\\') return `\\${character}`;
    if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
    return named[character] ?? escaped(character.codePointAt(0)!.toString(16));
  });
  return quote + inner.join('') + quote;
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(hex: string): string {
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
