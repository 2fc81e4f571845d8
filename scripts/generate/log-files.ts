import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DAY = 86_400_000;
const BUFFERED_CHARACTERS = 1 << 16;

/**
 * Writes lines that come in order of time into one file a day, `<folder>/2018/11/2018-11-01-events.json`, and holds at
 * most 64 kB or so of them. Files differ in their line ends, blank lines and the end of the last line.
 */
export class LogFiles {
  readonly #folder: string;
  readonly #start: number;
  #day = -1;
  #file: number | undefined;
  #buffer = '';
  #lines = 0;
  #count = 0;

  /** @param start Midnight UTC of the first day, milliseconds since the epoch. */
  constructor(folder: string, start: number) {
    this.#folder = folder;
    this.#start = start;
  }

  /** How many files were written. */
  get count(): number {
    return this.#count;
  }

  /** @throws When `ts` lies on a day before that of the line written last. */
  write(ts: number, line: string): void {
    const day = Math.floor((ts - this.#start) / DAY);
    if (day !== this.#day) this.#open(day);
    this.#buffer += this.#separator() + line;
    this.#lines++;
    if (this.#buffer.length > BUFFERED_CHARACTERS) this.#flush();
  }

  /** Must be called after the last line. */
  close(): void {
    if (this.#file === undefined) return;
    if (this.#day % 3 === 2) this.#buffer += this.#lineEnd();
    this.#flush();
    closeSync(this.#file);
    this.#file = undefined;
  }

  #open(day: number): void {
    if (day < this.#day) throw new Error('lines must come in order of time');
    this.close();
    const date = new Date(this.#start + day * DAY).toISOString().slice(0, 10);
    const [year, month] = date.split('-');
    const path = join(this.#folder, year!, month!, `${date}-events.json`);
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'wx');
    this.#day = day;
    this.#lines = 0;
    this.#count++;
  }

  /** What stands between the last line and the next. */
  #separator(): string {
    if (this.#lines === 0) return '';
    const isBlankLineDue = this.#day % 7 === 3 && this.#lines % 20 === 7;
    return isBlankLineDue ? this.#lineEnd().repeat(2) : this.#lineEnd();
  }

  #lineEnd(): string {
    return this.#day % 5 === 1 ? '\r\n' : '\n';
  }

  #flush(): void {
    writeSync(this.#file!, this.#buffer);
    this.#buffer = '';
  }
}
