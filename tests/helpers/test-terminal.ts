import type { OutputStream } from '../../src/cli/cli.ts';

/** As much of a terminal as the live region uses: lines that wrap, moving up, erasing a row and all below. */
export class TestTerminal implements OutputStream {
  readonly isTTY = true;
  readonly rows = 1000;
  columns: number;
  written = '';
  #screen: string[] = [''];
  /** Rows that go on in the next one, because the text was too long. */
  #wrapped = new Set<number>();
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    this.written += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told begins with one
    for (const [token] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|[^\u001b]/g)) this.#apply(token);
  }

  /** What a person sees, without the empty rows at the end. */
  lines(): readonly string[] {
    const last = this.#screen.findLastIndex(row => row !== '');
    return this.#screen.slice(0, last + 1);
  }

  /** Wraps what stands there anew, as terminals do, with the cursor staying at its text. */
  resize(columns: number): void {
    const before = this.#screen;
    const wrapped = this.#wrapped;
    const row = this.#row;
    this.columns = columns;
    this.#screen = [''];
    this.#wrapped = new Set();
    this.#row = 0;
    this.#column = 0;
    for (let index = 0; index < row; index++) {
      for (const character of before[index]!) this.#put(character);
      if (!wrapped.has(index)) this.#newline();
    }
  }

  #apply(token: string): void {
    if (token === '\n') this.#newline();
    else if (token === '\r') this.#column = 0;
    else if (token.endsWith('A') && token.length > 1) this.#row -= Number(token.slice(2, -1));
    else if (token === '\u001b[J') this.#eraseBelow();
    else if (token === '\u001b[2K') this.#screen[this.#row] = '';
    else if (token === '\u001b[K') this.#eraseRest();
    else if (token.endsWith('G') && token.length > 1) this.#column = Number(token.slice(2, -1)) - 1;
    else if (token.length === 1) this.#put(token);
  }

  #put(character: string): void {
    if (this.#column === this.columns) {
      this.#wrapped.add(this.#row);
      this.#newline();
    }
    const line = (this.#screen[this.#row] ?? '').padEnd(this.#column);
    this.#screen[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column++;
  }

  #newline(): void {
    this.#row++;
    this.#column = 0;
    this.#screen[this.#row] ??= '';
  }

  #eraseRest(): void {
    this.#screen[this.#row] = (this.#screen[this.#row] ?? '').slice(0, this.#column);
  }

  #eraseBelow(): void {
    this.#eraseRest();
    this.#screen.length = this.#row + 1;
  }
}
