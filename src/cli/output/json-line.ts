import { randomUUID } from 'node:crypto';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { type LogEvent, logEvents } from './log-events.ts';

/** An entry of the machine-readable log: dbt's form, `{"data": {...}, "info": {...}}`, one object a line. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: LogEvent | { readonly diagnostic: DiagnosticCode };
  /** The same in words. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** All lines of one process carry the same id. */
const invocationId = randomUUID();

export function renderJsonLine({ level, event, message, data }: LogEntry, time: Date): string {
  const [name, code] =
    typeof event === 'string' ? [event, logEvents[event]] : ['Diagnostic', event.diagnostic];
  const info = {
    category: '',
    code,
    extra: {},
    invocation_id: invocationId,
    level,
    msg: message,
    name,
    pid: process.pid,
    thread: 'MainThread',
    ts: time.toISOString(),
  };
  return `${JSON.stringify({ data, info })}\n`;
}
