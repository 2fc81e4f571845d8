import type { Cli } from '../cli.ts';
import { renderCsv } from './csv.ts';
import { renderJsonRows } from './json-rows.ts';
import { renderQuantity } from './quantity.ts';
import type { ResultTable } from './result-table.ts';
import { renderTable } from './table.ts';

export const resultFormats = ['table', 'json', 'csv'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** Rows as a person or a program reads them; a table says when there may be more than `limit`. */
export function renderResult(table: ResultTable, limit: number, format: ResultFormat, cli: Cli): string {
  if (format === 'csv') return renderCsv(table);
  if (format === 'json') return renderJsonRows(table);
  const count = table.rows.length;
  const more = count === limit ? '; --limit -1 shows all there are' : '';
  const width = cli.stdout.isTTY ? cli.stdout.columns : undefined;
  return `${renderTable(table, width)}\n${renderQuantity(count, 'row')}${more}\n`;
}
