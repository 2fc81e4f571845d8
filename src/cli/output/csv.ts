import { cellText } from './cell-text.ts';
import type { ResultTable } from './result-table.ts';

/**
 * Comma-separated values by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), with a header line, a line feed after
 * every record, as the tools of Unix have it, and NULL as nothing at all: an empty text is written as `""`.
 */
export function renderCsv({ columns, rows }: ResultTable): string {
  const header = columns.map(column => quotedField(column.name));
  const records = rows.map(row => row.map(value => (value === null ? '' : quotedField(cellText(value)))));
  return [header, ...records].map(record => `${recordText(record)}\n`).join('');
}

/** A record of one NULL would be an empty line, which readers skip. */
function recordText(fields: readonly string[]): string {
  return fields.length === 1 && fields[0] === '' ? '""' : fields.join(',');
}

function quotedField(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
