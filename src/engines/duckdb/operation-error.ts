import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { QueryError, type QueryPlace } from '../query-error.ts';

interface Kind {
  readonly code: DiagnosticCode;
  readonly matches: RegExp;
  readonly hint: string;
}

const kinds: readonly Kind[] = [
  {
    code: 'interrupted',
    matches: /^INTERRUPT Error|^Query interrupted/i,
    hint: 'Run the same command again.',
  },
  {
    code: 'out-of-disk',
    matches: /No space left on device|ENOSPC|max_temp_directory_size/i,
    hint: 'Free disk space where the lake and the target folder lie, then run the same command again.',
  },
  {
    code: 'out-of-memory',
    matches: /^Out of Memory Error/i,
    hint: 'Raise memoryLimit of the target in sparkify.config.ts, or lower --threads.',
  },
  {
    code: 'lake-not-writable',
    matches:
      /^IO Error: (?:Cannot open file|Failed to create directory|Could not write).*(?:Permission denied|Read-only|Not a directory)/is,
    hint: 'Check who owns the folder and whether it may be written.',
  },
  {
    code: 'no-credentials',
    matches: /^HTTP Error: .*(?:ExpiredToken|TokenRefreshRequired)/is,
    hint: 'The statement ran for longer than its AWS credentials hold, and so it did with new ones. Take some that hold longer, or let the model read less at once.',
  },
  {
    code: 'store-denied',
    matches: /^HTTP Error: .*\(HTTP 403 /is,
    hint: 'This identity needs s3:GetObject there. `sparkify doctor` shows who it is and what is refused.',
  },
  {
    code: 'untrusted-store',
    matches: /^IO Error: SSL (?:peer certificate|server verification|CA cert)/i,
    hint: 'If an authority of your own signed the certificate, name its file: `s3: { caFile }` of the target, or AWS_CA_BUNDLE.',
  },
  {
    code: 'query-failed',
    matches: /^Conversion Error/i,
    hint: 'Mend the value where it comes from, or write TRY_CAST, which gives NULL where a value does not fit.',
  },
  {
    code: 'query-failed',
    matches: /^Out of Range Error/i,
    hint: 'Cast to a wider type before computing, e.g. to BIGINT or DOUBLE.',
  },
];

/** What DuckDB throws while a statement runs, as an error with a code. DuckDB's own words are kept. */
export function operationError(error: unknown): SparkifyError {
  if (error instanceof SparkifyError) return error;
  const { message, place } = splitMessage(error instanceof Error ? error.message : String(error));
  const kind = kinds.find(candidate => candidate.matches.test(message));
  return new QueryError(place, kind?.code ?? 'query-failed', message, {
    cause: error,
    ...(kind === undefined ? {} : { hint: kind.hint }),
  });
}

/** DuckDB ends a message with the line of the statement, cut at both ends, and a caret below the place. */
function splitMessage(text: string): { message: string; place: QueryPlace | undefined } {
  const found = /\n\n(LINE (\d+): [^\n]*)\n( *)\^\s*$/.exec(text);
  if (found === null) return { message: text, place: undefined };
  const [, excerpt, line, indent] = found as unknown as [string, string, string, string];
  const rest = excerpt.slice(indent.length).replace(/\.{3}$/, '');
  return { message: text.slice(0, found.index), place: { line: Number(line), text: rest } };
}
