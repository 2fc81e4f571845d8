import { quoteLiteral } from '../../columns/quote.ts';

/** What stopped a query that reads a source. */
export interface SourceReadError {
  readonly kind: 'bad-record' | 'empty-record' | 'malformed' | 'undeclared-key';
  /** Absolute path, when DuckDB names it. */
  readonly file: string | undefined;
}

const MARK = 'sparkify-source-error';

/**
 * An expression that fails with a message which `parseSourceReadError` understands. It reads `filename`.
 *
 * @param reason an expression of type VARCHAR
 */
export function sourceErrorSql(kind: SourceReadError['kind'], reason: string): string {
  const details = `to_json({'kind': ${quoteLiteral(kind)}, 'file': filename, 'reason': ${reason}})`;
  return `error('${MARK} ' || ${details}::VARCHAR)`;
}

/** What DuckDB itself says of files that it cannot read as JSON; the path is in quotes, or stands at the end. */
const malformed: readonly RegExp[] = [
  /^Invalid Input Error: Malformed JSON in file "(.+)", at byte \d+/s,
  /^Invalid Input Error: JSON transform error in file "(.+)", in (?:line|record)/s,
  /^Invalid Input Error: "maximum_object_size" of \d+ bytes exceeded while reading file "(.+)" \(/s,
  /^IO Error: Input is not a GZIP stream: (.+)$/s,
  /^IO Error: Cannot open file "(.+)": /s,
];
/** What the record holds stands before it, in quotes as it comes. */
const undeclaredKey =
  /^Invalid Input Error: JSON transform error in file .+ has unknown key ".*"\nTry increasing/s;
const compressed = /^(?:IO|Invalid Input) Error: .*(?:GZIP|gzip|zlib|ZSTD|decompress)/s;

/** Reads the message of an error that a query over a source failed with; undefined when the source is not to blame. */
export function parseSourceReadError(message: string): SourceReadError | undefined {
  const own = message.indexOf(`${MARK} {`);
  if (own !== -1) return ownError(message.slice(own + MARK.length + 1));
  for (const pattern of malformed) {
    const file = pattern.exec(message)?.[1];
    if (file !== undefined)
      return { kind: undeclaredKey.test(message) ? 'undeclared-key' : 'malformed', file };
  }
  return compressed.test(message) ? { kind: 'malformed', file: undefined } : undefined;
}

function ownError(text: string): SourceReadError {
  // DuckDB may go on after the object, e.g. with the line of the query.
  const { kind, file } = JSON.parse(text.slice(0, text.lastIndexOf('}') + 1)) as SourceReadError;
  return { kind, file };
}
