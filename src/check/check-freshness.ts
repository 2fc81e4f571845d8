import type { Column } from '../columns/column.ts';
import { maximumSql } from '../compile/compile-freshness.ts';
import type { WrittenSql } from '../compile/freshness.ts';
import type { CompiledSource } from '../compile/node.ts';
import { sourceLabel } from '../compile/table-label.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { BindFailure } from './bind-diagnostic.ts';
import type { SchemaReader } from './schema-reader.ts';

const moments = /^(DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;

/** Binds what tells the freshness of a source, without reading a record. */
export async function checkFreshness(
  source: CompiledSource,
  columns: ReadonlyMap<string, readonly Column[]>,
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  const { freshness } = source;
  if (freshness === null || freshness.loadedAt.kind === 'files') return [];
  if (!freshness.reads.every(id => columns.has(id))) return [];
  const { loadedAt, filter } = freshness;
  const label = sourceLabel(source);
  const key = `The loaded_at_${loadedAt.kind} of ${label}`;
  const asked = loadedAt.kind === 'field' ? maximumSql(labelled(source), loadedAt.sql) : loadedAt.sql;
  const described = await reader.describe(asked);
  if (!described.ok) return [unanswerable(key, loadedAt, described)];
  const wrong = checkMoment(key, loadedAt, described.columns);
  if (wrong !== undefined) return [wrong];
  if (loadedAt.kind !== 'field' || filter === null) return [];
  const filtered = await reader.describe(maximumSql(labelled(source), loadedAt.sql, filter.sql));
  return filtered.ok ? [] : [unanswerable(`The freshness filter of ${label}`, filter, filtered)];
}

function labelled({ source, name }: CompiledSource) {
  return { source, name };
}

function unanswerable(what: string, { at }: WrittenSql, failure: BindFailure): Diagnostic {
  const isNested = /aggregate function calls cannot be nested/i.test(failure.message);
  const hint = isNested ? 'Write the column or expression alone: its greatest value is taken.' : failure.hint;
  return errorDiagnostic(failure.code, `${what} cannot be asked: ${failure.message}`, {
    at,
    ...(hint !== undefined && { hint }),
  });
}

function checkMoment(
  what: string,
  { at, text }: WrittenSql,
  columns: readonly Column[],
): Diagnostic | undefined {
  const [first] = columns;
  if (columns.length !== 1) {
    const hint = 'Select the one value that tells when the newest data came.';
    return errorDiagnostic('bad-property', `${what} gives ${columns.length} columns.`, { at, hint });
  }
  if (moments.test(first!.type)) return undefined;
  const advice =
    first!.type === 'VARCHAR'
      ? `Cast it to TIMESTAMP${isName(text) ? `: ${text}::timestamp` : ''}.`
      : `Of milliseconds since the epoch, write make_timestamp(${isName(text) ? text : '…'} * 1000).`;
  return errorDiagnostic('bad-property', `${what} is ${first!.type}, which is no moment.`, {
    at,
    hint: advice,
  });
}

function isName(text: string): boolean {
  return /^\w+$/.test(text.trim());
}
