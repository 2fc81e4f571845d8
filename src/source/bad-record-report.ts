import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { renderPosition, type SourcePosition } from '../diagnostics/position.ts';
import type { InspectedRecord } from './inspect-file.ts';
import type { SourceFile } from './source-file.ts';

const SHOWN = 10;

/** Collects what there is to say of bad records: the first ones by file and line, and how many there are. */
export class BadRecordReport {
  readonly #source: string;
  readonly #at: SourcePosition | undefined;
  #first: { readonly file: SourceFile; readonly line: number; readonly reason: string }[] = [];
  /** How many bad records each file has, by its path. */
  readonly #files = new Map<string, number>();
  #records = 0;

  constructor(source: string, at: SourcePosition | undefined) {
    this.#source = source;
    this.#at = at;
  }

  add(file: SourceFile, { line, reason = '', continuation }: InspectedRecord): void {
    if (continuation) return;
    this.#records++;
    this.#files.set(file.path, (this.#files.get(file.path) ?? 0) + 1);
    this.#first.push({ file, line, reason });
    if (this.#first.length >= 100 * SHOWN) this.#keepFirst();
  }

  get records(): number {
    return this.#records;
  }

  get files(): ReadonlyMap<string, number> {
    return this.#files;
  }

  /** An error for each of the first bad records, and one that counts the others. */
  diagnostics(): readonly Diagnostic[] {
    this.#keepFirst();
    const where = this.#at === undefined ? '' : ` in ${renderPosition(this.#at)}`;
    const hint = `Mend the file, or set on_bad_record: quarantine on the source${where} to go on without such records.`;
    const shown = this.#first.map(({ file, line, reason }) => {
      const message = `A record of ${this.#source} cannot be read: ${reason}.`;
      return errorDiagnostic('bad-record', message, { at: { file: file.label, line, column: 1 }, hint });
    });
    const more = this.#records - shown.length;
    if (more === 0) return shown;
    const files = `${this.#files.size} ${this.#files.size === 1 ? 'file' : 'files'}`;
    const message = `${more} more ${more === 1 ? 'record' : 'records'} of ${this.#source} cannot be read: ${this.#records} in ${files}.`;
    return [...shown, errorDiagnostic('bad-record', message, { hint, ...(this.#at && { at: this.#at }) })];
  }

  #keepFirst(): void {
    this.#first = this.#first
      .sort((a, b) => (a.file.path === b.file.path ? a.line - b.line : a.file.path < b.file.path ? -1 : 1))
      .slice(0, SHOWN);
  }
}
