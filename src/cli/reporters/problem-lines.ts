import { isThere } from '../../run/microbatch/is-there.ts';
import type { NodeResult, RowSample } from '../../run/run-event.ts';
import type { Colors } from '../colors.ts';
import { renderDiagnostic } from '../output/diagnostic-text.ts';
import { printable } from '../output/printable.ts';
import { renderCount, renderQuantity } from '../output/quantity.ts';
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
  const { diagnostic, message } = result;
  const lines = [problemTitle(result, colors)];
  if (diagnostic !== undefined) lines.push(...indent(renderDiagnostic(diagnostic, colors, readText)));
  else if (message !== undefined) lines.push(...indent(printable(message)));
  lines.push(...batchLines(result));
  if (result.note !== undefined) lines.push(`  ${result.note}`);
  if (result.sample !== undefined) lines.push(...rowLines(result.sample, result.failures, context));
  if (result.compiledPath !== undefined) lines.push(`  compiled code at ${result.compiledPath}`);
  if (result.failuresPath !== undefined) lines.push(...keptLines(result.failuresPath));
  return lines;
}

/** Of several batches that failed, the first is told of by its error, and the others by name. */
function batchLines({ batches = [] }: NodeResult): readonly string[] {
  const missing = batches.filter(batch => !isThere(batch));
  if (missing.length === 0) return [];
  const first = batches.find(({ status }) => status === 'error');
  const named = missing.slice(0, namedBatches).map(({ label }) => label);
  const more = missing.length > namedBatches ? ` and ${renderCount(missing.length - namedBatches)} more` : '';
  const count = `${renderCount(missing.length)} of ${renderQuantity(batches.length, 'batch')}`;
  return [
    ...(first === undefined || batches.length === 1 ? [] : [`  The error is that of ${first.label}.`]),
    `  Missing are ${count}: ${named.join(', ')}${more}`,
  ];
}

const namedBatches = 10;

function keptLines(path: string): readonly string[] {
  const name = path.replace(/^.*\//, '').replace(/\.parquet$/, '');
  return [`  failing rows at ${path}`, `  to look at them: sparkify show --failures ${name}`];
}

/** For a log that nobody may be looking at yet. */
const defaultColumns = 120;

function rowLines(sample: RowSample, failures: number | undefined, { columns }: SummaryContext): string[] {
  const shown = sample.rows.length;
  if (shown === 0) return [];
  const table = { columns: sample.columns.map(name => ({ name, type: 'VARCHAR' })), rows: sample.rows };
  const rows = indent(renderTable(table, (columns ?? defaultColumns) - 2));
  return shown < (failures ?? 0) ? [`  The first ${renderCount(shown)}:`, ...rows] : rows;
}

function problemTitle({ node, status }: NodeResult, colors: Colors): string {
  const word =
    status === 'warn' ? colors.warn('Warning') : colors.bad(status === 'fail' ? 'Failure' : 'Error');
  return `${word} in ${nodeTitle(node)} (${node.file})`;
}

export function isFailure(status: NodeResult['status']): boolean {
  return status === 'error' || status === 'fail' || status === 'partial success';
}

function indent(text: string): string[] {
  return text.split('\n').map(line => (line === '' ? '' : `  ${line}`));
}
