import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Column } from '../../src/columns/column.ts';
import { type InspectedRecord, inspectFile } from '../../src/source/inspect-file.ts';
import type { SourceFile } from '../../src/source/source-file.ts';

/** Writes a file and gives it as a source lists it. */
export function sourceFile(folder: string, name: string, content: string | Uint8Array): SourceFile {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return { path, label: name };
}

/** A record in a form that a test can compare: its place, its text and what is wrong with it. */
export interface SeenRecord {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
  readonly reason: string | undefined;
}

export async function inspectAll(
  file: SourceFile,
  columns: readonly Column[],
  maxBytes?: number,
): Promise<readonly SeenRecord[]> {
  const seen: SeenRecord[] = [];
  for await (const record of inspectFile(file, columns, maxBytes)) seen.push(toSeen(record));
  return seen;
}

function toSeen({ line, endLine, bytes, reason }: InspectedRecord): SeenRecord {
  return { line, endLine, text: bytes.toString(), reason };
}
