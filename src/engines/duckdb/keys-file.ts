import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column } from '../../columns/column.ts';
import { parseColumnType } from '../../columns/parse-column-type.ts';
import { temporaryError } from '../../storage/disk-error.ts';

/**
 * DuckDB's JSON reader fails at a key that it does not know, but only where it found the columns by itself, from a
 * sample. So it gets a file as its sample that holds one record with all declared keys: `null`, which it reads as JSON,
 * or a text where the column shall be VARCHAR. See `error_unknown_key` in DuckDB's json_multi_file_info.cpp.
 */
export class KeysFiles {
  readonly #paths = new Map<string, string>();
  #folder: string | undefined;

  /**
   * The path of the file for a source's columns. It lasts until `remove`. It lies in the system's folder for temporary
   * files, for a project that is only read may be read-only.
   *
   * @throws SparkifyError `out-of-disk` or `target-not-writable`
   */
  of(columns: readonly Column[]): string {
    const record = keysRecord(columns);
    const path = this.#paths.get(record) ?? this.#write(record);
    this.#paths.set(record, path);
    return path;
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(record: string): string {
    try {
      this.#folder ??= mkdtempSync(join(tmpdir(), 'sparkify-'));
      const path = join(this.#folder, `${this.#paths.size}.json`);
      writeFileSync(path, record);
      return path;
    } catch (error) {
      throw temporaryError(error, this.#folder ?? tmpdir());
    }
  }
}

/** Whether no column's type names keys of its own. Of those below the top the reader says nothing. */
export function isFlat(columns: readonly Column[]): boolean {
  return columns.every(({ type }) => ['scalar', 'decimal', 'enum'].includes(parseColumnType(type).kind));
}

function keysRecord(columns: readonly Column[]): string {
  const entries = columns.map(({ name, type: text }) => {
    const type = parseColumnType(text);
    const isText = type.kind === 'scalar' && type.name === 'VARCHAR';
    return `${JSON.stringify(name)}:${isText ? '"x"' : 'null'}`;
  });
  return `{${entries.join(',')}}`;
}
