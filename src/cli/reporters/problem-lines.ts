import type { NodeResult } from '../../run/run-event.ts';
import type { Colors } from '../colors.ts';
import { renderDiagnostic } from '../output/diagnostic-text.ts';
import { printable } from '../output/printable.ts';
import { renderQuantity } from '../output/quantity.ts';
import { renderTable } from '../output/table.ts';
import type { ReadText } from '../project-texts.ts';
import { nodeTitle } from './node-phrase.ts';

export interface SummaryContext {
  readonly colors: Colors;
  readonly readText: ReadText;
  /** `build`, `run`, …: for what to type next. */
  readonly command: string;
  readonly columns: number | undefined;
}

/** A failed node with its first rows or its error, as quiet runs print it too. */
export function problemLines(result: NodeResult, context: SummaryContext): readonly string[] {
  const { colors, readText } = context;
  const { node, diagnostic, message } = result;
  const lines = [problemTitle(result, colors)];
  if (diagnostic !== undefined) lines.push(...indent(renderDiagnostic(diagnostic, colors, readText)));
  else if (message !== undefined) lines.push(...indent(printable(message)));
  if (node.resourceType === 'test' && result.failures !== undefined) lines.push(...rowLines(result, context));
  if (result.compiledPath !== undefined) lines.push(`  compiled code at ${result.compiledPath}`);
  return lines;
}

function rowLines({ failures, sample }: NodeResult, { columns }: SummaryContext): string[] {
  const count = failures ?? 0;
  const shown = sample?.rows.length ?? 0;
  const first =
    shown > 0 && shown < count ? `; the first${shown > 1 ? ` ${shown}` : ''}:` : shown > 0 ? ':' : '';
  const lines = [`  Got ${renderQuantity(count, 'row')} where none should be${first}`];
  if (sample === undefined || shown === 0) return lines;
  const table = { columns: sample.columns.map(name => ({ name, type: 'VARCHAR' })), rows: sample.rows };
  return [...lines, ...indent(renderTable(table, columns === undefined ? undefined : columns - 2))];
}

function problemTitle({ node, status }: NodeResult, colors: Colors): string {
  const word =
    status === 'warn' ? colors.warn('Warning') : colors.bad(status === 'fail' ? 'Failure' : 'Error');
  return `${word} in ${nodeTitle(node)} (${node.file})`;
}

export function isFailure(status: NodeResult['status']): boolean {
  return status === 'error' || status === 'fail';
}

function indent(text: string): string[] {
  return text.split('\n').map(line => `  ${line}`);
}
