import { forTemplate } from '../compile/in-macro.ts';
import { locate } from '../compile/locate.ts';
import type { CompiledTest, CompiledUnitTest, QueryNode } from '../compile/node.ts';
import type { SourceMap } from '../compile/source-map.ts';
import { renderCodeFrame } from '../diagnostics/code-frame.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { positionAt, renderPosition } from '../diagnostics/position.ts';
import type { DescribeResult } from './schema-reader.ts';

export type BindFailure = Extract<DescribeResult, { ok: false }>;

type Bindable = QueryNode | CompiledTest | CompiledUnitTest;

/** Brings an error in compiled SQL back to where the user wrote it. */
export function bindDiagnostic(failure: BindFailure, node: Bindable): Diagnostic {
  const { code, message, offset } = failure;
  const hint = failure.hint ?? (code === 'unknown-relation' ? references(node) : undefined);
  const isOurs = node.resourceType === 'test' && node.map === undefined;
  const noun = isOurs && node.testType === 'constraint' ? 'constraint' : 'test';
  const shown =
    offset !== undefined && (node.map === undefined || !isWritten(node.map, ...lineAround(node.sql, offset)));
  // The SQL of a generic test is ours; its user wrote a declaration.
  const at = isOurs ? node.at : sourcePosition(failure, node);
  const said = isOurs ? `The ${noun} ${node.name} cannot run: ${message}` : forCaller(message, at, node);
  return errorDiagnostic(code, said, {
    at,
    ...(hint === undefined ? {} : { hint }),
    ...(shown
      ? { compiled: renderCodeFrame(node.sql, positionAt('', node.sql, offset, failure.length)) }
      : {}),
  });
}

/** A macro serves many templates, the block of a data test many declarations: which one is meant stands in the message. */
function forCaller(message: string, at: SourcePosition, node: Bindable): string {
  if (node.resourceType === 'test' && node.testType === 'generic')
    return forTemplate(message, renderPosition(node.at));
  return at.file === node.file ? message : forTemplate(message, node.file);
}

function references({ file }: Bindable): string {
  return file.endsWith('.ts')
    ? "Tables are named in selectFrom(), in joins, and in a template by sql.table('model')."
    : "Tables are named with {{ ref('model') }} or {{ source('source', 'table') }}.";
}

function sourcePosition({ offset, length }: BindFailure, { map, sql, at: start }: Bindable): SourcePosition {
  if (offset === undefined || map === undefined) return start;
  const at = locate(map, sql, offset);
  return length !== undefined && isWritten(map, offset, offset + length) ? { ...at, length } : at;
}

/** Whether a piece of compiled text stands in a file as it is. */
function isWritten(map: SourceMap, start: number, end: number): boolean {
  return map.segments.some(segment => segment.start <= start && end <= segment.start + segment.length);
}

/** The line of an offset, without the blanks around it, which have no place in a source map. */
function lineAround(sql: string, offset: number): [start: number, end: number] {
  const start = sql.lastIndexOf('\n', offset - 1) + 1;
  const line = sql.slice(start).split('\n', 1)[0]!;
  const indent = line.length - line.trimStart().length;
  return [start + indent, start + indent + line.trim().length];
}
