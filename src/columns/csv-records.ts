export interface CsvField {
  /** Without its quotes. */
  readonly text: string;
  /** Where it begins in the file, in UTF-16 units. */
  readonly offset: number;
}

export interface CsvRecord {
  readonly fields: readonly CsvField[];
  /** What cannot be read behind these fields; nothing follows such a record. */
  readonly problem?: { readonly offset: number; readonly message: string };
}

/**
 * The records of a CSV file with the place of each field, as DuckDB reads them: it names no line that could be relied
 * on. Lines without any text are left out, except for files of one column.
 */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord> {
  const field = fieldPattern(delimiter);
  let columns: number | undefined;
  for (let offset = text.startsWith('\uFEFF') ? 1 : 0; offset < text.length; ) {
    const { record, end } = readRecord(text, delimiter, offset, field);
    columns ??= record.fields.length;
    const isBlank = end === offset && record.problem === undefined;
    if (columns === 1 || !isBlank) yield record;
    if (record.problem !== undefined) return;
    offset = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
}

/** A quoted field, or a bare one; where neither ends the field, its quotes are wrong. */
function fieldPattern(delimiter: string): RegExp {
  const one = delimiter.replace(/[\\\]^-]/g, '\\$&');
  return new RegExp(`"(?<quoted>[^"]*(?:""[^"]*)*)"(?=[${one}\\r\\n]|$)|(?!")(?<bare>[^${one}\\r\\n]*)`, 'y');
}

function readRecord(
  text: string,
  delimiter: string,
  start: number,
  field: RegExp,
): { record: CsvRecord; end: number } {
  const fields: CsvField[] = [];
  for (let offset = start; ; ) {
    field.lastIndex = offset;
    const groups = field.exec(text)?.groups;
    if (groups === undefined) return { record: { fields, problem: wrongQuote(text, offset) }, end: offset };
    fields.push({ text: groups.bare ?? groups.quoted!.replaceAll('""', '"'), offset });
    const end = field.lastIndex;
    if (text[end] !== delimiter) return { record: { fields }, end };
    offset = end + 1;
  }
}

function wrongQuote(text: string, offset: number): NonNullable<CsvRecord['problem']> {
  const isClosed = /"[^"]*(?:""[^"]*)*"/y;
  isClosed.lastIndex = offset;
  const message = isClosed.test(text) ? 'text follows a closing quote' : 'a quote is opened and never closed';
  return { offset, message };
}
