import { quoteLiteral } from './quote.ts';

/**
 * A JavaScript value as a literal of DuckDB SQL: the one place where values get into a query's text. Numbers keep their
 * digits, moments are timestamps in UTC, bytes a BLOB, lists LISTs, plain objects STRUCTs. It can stand wherever an
 * expression can: what begins with a minus is in parentheses, since two of them begin a comment.
 *
 * @throws TypeError for what is no value of SQL, such as undefined, a function, or text that is no valid Unicode.
 * @example renderLiteral("it's") // 'it''s'
 */
export function renderLiteral(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return textLiteral(value);
    case 'number':
      return numberLiteral(value);
    case 'bigint':
      return bigintLiteral(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'NULL' : objectLiteral(value);
    default:
      throw new TypeError(
        `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`} is no value of SQL`,
      );
  }
}

/** The text of a query ends at NUL, so that one is put in by a function. */
function textLiteral(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('the text holds half a character (a lone surrogate)');
  if (!text.includes('\0')) return quoteLiteral(text);
  return `(${text.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;
}

/** DuckDB reads digits as a DECIMAL or an integer, whose value as a DOUBLE is exact only up to fifteen of them. */
function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) return `CAST('${value}' AS DOUBLE)`;
  const text = String(value);
  const isLong =
    !Number.isSafeInteger(value) && !text.includes('e') && text.replaceAll(/\D/g, '').length > 15;
  const exact = isLong ? `${text}e0` : text;
  return value < 0 ? `(${exact})` : exact;
}

/** Digits beyond HUGEINT would be read as a DOUBLE, and so would those of its least value, without their sign. */
function bigintLiteral(value: bigint): string {
  const [least, most] = [-(2n ** 127n), 2n ** 127n - 1n];
  if (value > most || value < least) return `CAST('${value}' AS BIGNUM)`;
  if (value === least) return `CAST('${value}' AS HUGEINT)`;
  return value < 0n ? `(${value})` : String(value);
}

function objectLiteral(value: object): string {
  if (value instanceof Date) return dateLiteral(value);
  if (value instanceof Uint8Array) return bytesLiteral(value);
  if (Array.isArray(value)) return `[${value.map(renderLiteral).join(', ')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  const entries = Object.entries(value);
  if ((prototype !== Object.prototype && prototype !== null) || entries.length === 0) {
    throw new TypeError(
      `an object ${entries.length === 0 ? 'without keys' : 'of a class'} is no value of SQL`,
    );
  }
  return `{${entries.map(([key, inner]) => `${textLiteral(key)}: ${renderLiteral(inner)}`).join(', ')}}`;
}

/** Years of other than four digits are written in microseconds. */
function dateLiteral(value: Date): string {
  if (Number.isNaN(value.getTime())) throw new TypeError('the date is invalid');
  const text = value.toISOString();
  return /^\d{4}-/.test(text) && !text.startsWith('0000')
    ? `TIMESTAMP '${text.replace('T', ' ').replace('Z', '')}'`
    : `make_timestamp(${BigInt(value.getTime()) * 1000n})`;
}

function bytesLiteral(bytes: Uint8Array): string {
  const hex = Array.from(bytes, byte => `\\x${byte.toString(16).padStart(2, '0')}`);
  return `CAST('${hex.join('')}' AS BLOB)`;
}
