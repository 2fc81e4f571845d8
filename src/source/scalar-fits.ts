import type { ColumnType } from '../columns/column-type.ts';
import { integerRanges } from '../columns/integer-ranges.ts';
import { EXACT_DIGITS, textForms } from '../columns/text-forms.ts';

/**
 * Whether a JSON number, string, true or false, as written, can be read into a type without parts with nothing lost.
 * Strings hold no numbers, except for DECIMAL: that is how exact decimals travel, and Spark draws the line there too.
 */
export function scalarFits(type: ColumnType, text: string): boolean {
  if (type.kind === 'decimal') return decimalFits(type.precision, type.scale, text);
  if (type.kind === 'enum') return text.startsWith('"') && type.values.includes(content(text));
  if (type.kind !== 'scalar') return false;
  const range = integerRanges[type.name];
  if (range !== undefined) return integerFits(range, text);
  switch (type.name) {
    case 'VARCHAR':
    case 'JSON':
      return true;
    case 'BOOLEAN':
      return text === 'true' || text === 'false';
    case 'DOUBLE':
      return floatFits(text, value => value);
    case 'FLOAT':
      return floatFits(text, Math.fround);
    default:
      return text.startsWith('"') && formFits(type.name, content(text));
  }
}

function content(string: string): string {
  return string.includes('\\') ? (JSON.parse(string) as string) : string.slice(1, -1);
}

const isNumber = (text: string) => /^-?[0-9]/.test(text);
const isInteger = (text: string) => /^-?[0-9]+$/.test(text);

function integerFits([least, greatest]: readonly [bigint, bigint], text: string): boolean {
  if (!isNumber(text)) return false;
  const value = isInteger(text) ? BigInt(text) : wholeNumber(Number(text));
  // DuckDB takes -0 for an unsigned integer, but not -0.0.
  if (least === 0n && !isInteger(text) && text.startsWith('-')) return false;
  return value !== undefined && value >= least && value <= greatest;
}

function wholeNumber(value: number): bigint | undefined {
  return Number.isInteger(value) && Math.abs(value) < 10 ** EXACT_DIGITS ? BigInt(value) : undefined;
}

/** A fraction may be rounded to the nearest double, which is what the type means; an integer may not. */
function floatFits(text: string, toType: (value: number) => number): boolean {
  if (!isNumber(text)) return false;
  const value = toType(Number(text));
  if (!Number.isFinite(value)) return false;
  if (!isInteger(text)) return true;
  const [least, greatest] = integerRanges.HUGEINT!;
  const exact = BigInt(text);
  return exact > least && exact <= greatest && BigInt(value) === exact;
}

function decimalFits(precision: number, scale: number, text: string): boolean {
  const quoted = text.startsWith('"');
  const plain = quoted ? content(text) : text;
  if (quoted ? !/^-?[0-9]+([.][0-9]+)?$/.test(plain) : !isNumber(plain)) return false;
  const binary = !quoted && !isInteger(plain);
  const size = decimalSize(binary ? String(Number(plain)) : plain);
  if (size === undefined || (binary && size.significant > EXACT_DIGITS)) return false;
  return size.decimals <= scale && size.whole <= precision - scale;
}

/** How many digits a number has: without zeros around them, before the point, and after it. */
function decimalSize(text: string): { significant: number; whole: number; decimals: number } | undefined {
  const parts = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const leadingZeros = whole.length + fraction.length - digits.length;
  return {
    significant: digits.replace(/0+$/, '').length,
    whole: digits === '' ? 0 : whole.length + Number(exponent) - leadingZeros,
    decimals: fraction.replace(/0+$/, '').length - Number(exponent),
  };
}

function formFits(type: string, text: string): boolean {
  const form = textForms[type];
  if (form === undefined || !new RegExp(`^${form}$`).test(text)) return false;
  if (type === 'TIME' || type === 'UUID') return true;
  return isDate(text.slice(0, 10)) && (type !== 'TIMESTAMP_NS' || fitsNanoseconds(text));
}

function isDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** TIMESTAMP_NS counts nanoseconds in 64 bits: it reaches from 1677 to 2262. */
function fitsNanoseconds(text: string): boolean {
  const [seconds = '', rest = ''] = text.replace(/(Z|[+]00:00)$/, '').split('.');
  const milliseconds = Date.parse(`${seconds.replace(' ', 'T')}Z`);
  const nanoseconds = BigInt(milliseconds) * 1_000_000n + BigInt(rest.slice(0, 9).padEnd(9, '0'));
  return nanoseconds > -(2n ** 63n) && nanoseconds < 2n ** 63n - 1n;
}
