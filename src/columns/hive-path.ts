import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { HIVE_NULL, type PartitionValue } from './partition-value.ts';

/** What file systems allow for one name, in UTF-8 bytes. */
const longestSegment = 255;

/**
 * One folder of a partitioned table: `year=2018`, `title=a%2Fb`, `city=Zürich`. It escapes exactly what Spark's
 * ExternalCatalogUtils.escapePathName escapes and leaves the rest as raw UTF-8, so that Spark and DuckDB read the
 * same value back.
 *
 * Throws `bad-partition-value` for what no such folder can say: the empty string (Spark reads it as NULL), the text
 * that stands for NULL, NUL, a lone surrogate, a name of more than 255 bytes.
 */
export function hiveSegment(column: string, value: PartitionValue): string {
  const segment = `${escapeHive(column)}=${value === null ? HIVE_NULL : escapeHive(pathText(column, value))}`;
  if (Buffer.byteLength(segment) > longestSegment) {
    throw badValue(column, value, `its folder name would be longer than ${longestSegment} bytes`);
  }
  return segment;
}

/** The column and text of a folder that `hiveSegment` wrote; undefined when the name is of another form. */
export function parseHiveSegment(segment: string): { column: string; value: string | null } | undefined {
  const at = segment.indexOf('=');
  if (at < 1) return undefined;
  const value = segment.slice(at + 1);
  return {
    column: unescapeHive(segment.slice(0, at)),
    value: value === HIVE_NULL ? null : unescapeHive(value),
  };
}

function pathText(column: string, value: string | boolean): string {
  const text = String(value);
  if (text === '') throw badValue(column, value, 'an empty string cannot be told from NULL in a path');
  if (text === HIVE_NULL) throw badValue(column, value, 'this text stands for NULL in a path');
  if (text.includes('\0')) throw badValue(column, value, 'a path cannot hold a NUL character');
  if (!text.isWellFormed()) throw badValue(column, value, 'it is not valid Unicode');
  return text;
}

function escapeHive(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Spark escapes
  return text.replaceAll(/[\x01-\x1f\x7f"#%'*/:=?\\{[\]^]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function unescapeHive(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function badValue(column: string, value: PartitionValue, why: string): SparkifyError {
  const shown = JSON.stringify(value).slice(0, 80);
  return new SparkifyError(
    'bad-partition-value',
    `The partition column "${column}" holds ${shown}: ${why}.`,
    {
      hint: 'Filter such rows, replace the value, or partition by another column.',
    },
  );
}
