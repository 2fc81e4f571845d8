import { randomUUID } from 'node:crypto';

/** An entry of the machine-readable log: dbt's form, `{"data": {...}, "info": {...}}`, one object a line. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** dbt's name and code of the event where dbt has one. */
  readonly name: string;
  readonly code: string;
  /** The same in words. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** All lines of one process carry the same id. */
const invocationId = randomUUID();

export function renderJsonLine({ level, name, code, message, data }: LogEntry, time: Date): string {
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
