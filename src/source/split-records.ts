import { ByteWindow } from './byte-window.ts';
import { findResumption } from './find-resumption.ts';
import { isSpace, JsonFault, type JsonMember, JsonScanner } from './json-scanner.ts';
import { MAX_RECORD_BYTES } from './source-file.ts';

/** A stretch of a file: a JSON object, or what lies where one should be. */
export interface Piece {
  /** Where it begins and ends, counted from 1. */
  readonly line: number;
  readonly endLine: number;
  /** Without white space around it. Valid until the next piece is asked for. */
  readonly bytes: Buffer;
  /** The members of the object; undefined when it is none. */
  readonly members: readonly JsonMember[] | undefined;
  /** Why it is no record. */
  readonly reason: string | undefined;
  /** It goes on from the piece before it, which was too long to be held whole. */
  readonly continuation: boolean;
}

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a file into records, whether they stand one per line, pretty-printed, several on a line or in an array, and
 * counts lines itself. After what is no record it goes on at the next line that may begin one. Every byte that is
 * neither white space nor the frame of an array is part of exactly one piece. Memory is bounded by `maxBytes`.
 */
export async function* splitRecords(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = MAX_RECORD_BYTES,
): AsyncGenerator<Piece, void, void> {
  const splitter = new Splitter(new ByteWindow(chunks), maxBytes);
  try {
    for (let piece = await splitter.next(); piece !== undefined; piece = await splitter.next()) yield piece;
  } finally {
    await splitter.close();
  }
}

class Splitter {
  readonly #window: ByteWindow;
  readonly #maxBytes: number;
  #at = 0;
  #line = 1;
  /** Columns of white space before the first text of the current line. */
  #indent = 0;
  #inArray = false;
  #started = false;
  #lastWasRecord = true;
  /** The last piece filled the memory and goes on, in the middle of a line or perhaps with the line that begins here. */
  #overflow: 'none' | 'in-line' | 'at-line' = 'none';

  constructor(window: ByteWindow, maxBytes: number) {
    this.#window = window;
    this.#maxBytes = maxBytes;
  }

  async next(): Promise<Piece | undefined> {
    if (!this.#started) await this.#start();
    const rest = this.#overflow === 'none' ? undefined : await this.#cut(this.#tooLong());
    if (rest !== undefined) return { ...rest, continuation: true };
    const first = await this.#frame();
    if (first === undefined) return this.#finish();
    const piece = first === OPEN_BRACE ? await this.#object() : await this.#other();
    this.#lastWasRecord = piece.reason === undefined;
    return piece;
  }

  close(): Promise<void> {
    return this.#window.close();
  }

  async #start(): Promise<void> {
    this.#started = true;
    while (!this.#window.ended && this.#window.bytes.length < BYTE_ORDER_MARK.length)
      await this.#window.more();
    if (this.#window.bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) this.#at = 3;
  }

  /** Passes white space and the frame of arrays; gives the byte that a piece begins with. */
  async #frame(): Promise<number | undefined> {
    let separated = false;
    for (;;) {
      const byte = await this.#skipSpace();
      if (byte === OPEN_BRACKET && !this.#inArray && (await this.#opensArray())) this.#inArray = true;
      else if (byte === CLOSE_BRACKET && this.#inArray) this.#inArray = false;
      else if (byte === COMMA && this.#inArray && !separated) separated = true;
      else return byte;
      this.#at++;
    }
  }

  async #skipSpace(): Promise<number | undefined> {
    for (;;) {
      const { bytes } = this.#window;
      for (; this.#at < bytes.length; this.#at++) {
        const byte = bytes[this.#at]!;
        if (!isSpace(byte)) return byte;
        if (byte === NEWLINE) {
          this.#line++;
          this.#indent = 0;
        } else {
          this.#indent++;
        }
      }
      if (this.#window.ended) return undefined;
      this.#window.drop(this.#at);
      this.#at = 0;
      await this.#window.more();
    }
  }

  /** Whether the bracket here is followed by an object, or closed at once; a log line may begin with `[INFO]`. */
  async #opensArray(): Promise<boolean> {
    for (let index = this.#at + 1; ; index++) {
      while (index >= this.#window.bytes.length && !this.#window.ended) await this.#window.more();
      const byte = this.#window.bytes[index];
      if (byte === undefined || byte === OPEN_BRACE || byte === CLOSE_BRACKET) return true;
      if (!isSpace(byte)) return false;
    }
  }

  async #object(): Promise<Piece> {
    for (;;) {
      const members: JsonMember[] = [];
      try {
        const end = new JsonScanner(this.#window.bytes).object(this.#at, members);
        if (end - this.#at > this.#maxBytes) return this.#mustCut(this.#tooLong());
        return this.#take(end, undefined, members);
      } catch (error) {
        if (!(error instanceof JsonFault)) throw error;
        const undecided = error.incomplete && !this.#window.ended;
        if (!undecided) return this.#mustCut(undefined);
        if (this.#isFull()) return this.#mustCut(this.#tooLong());
      }
      await this.#readOn();
    }
  }

  /** A value that is no object, or text that is no JSON. */
  async #other(): Promise<Piece> {
    const end = await this.#loneValueEnd();
    if (end === undefined) return this.#mustCut(undefined);
    return this.#take(end, 'it is not a JSON object');
  }

  /** The end of a JSON value that nothing follows but what may follow a record. */
  async #loneValueEnd(): Promise<number | undefined> {
    for (;;) {
      const { bytes, ended } = this.#window;
      const end = valueEnd(bytes, this.#at);
      if (end === undefined) return undefined;
      const after = end + /^[ \t\r]*/.exec(bytes.toString('latin1', end, end + 1024))![0].length;
      if (after < bytes.length || ended) return this.#mayFollow(bytes[after]) ? end : undefined;
      if (this.#isFull()) return undefined;
      await this.#readOn();
    }
  }

  #mayFollow(byte: number | undefined): boolean {
    if (byte === undefined || byte === NEWLINE || byte === OPEN_BRACE) return true;
    return this.#inArray && (byte === COMMA || byte === CLOSE_BRACKET);
  }

  /** A bad piece from here to the next line that may begin a record; none when that is here. */
  async #cut(reason: string | undefined): Promise<Piece | undefined> {
    const lineStart = this.#overflow === 'at-line';
    for (;;) {
      const { bytes, ended } = this.#window;
      const context = { indent: this.#indent, inArray: this.#inArray, ended };
      const { end, decided } = findResumption(bytes, this.#at, context, lineStart);
      if (decided || (end === this.#at && this.#isFull())) {
        this.#overflow = 'none';
        return end === this.#at ? undefined : this.#take(end, reason ?? this.#why(end));
      }
      if (this.#isFull()) {
        this.#overflow = bytes[end - 1] === NEWLINE ? 'at-line' : 'in-line';
        return this.#takePart(end, reason ?? this.#tooLong());
      }
      await this.#readOn();
    }
  }

  /** A bad piece of which at least the rest of the line is part. */
  async #mustCut(reason: string | undefined): Promise<Piece> {
    const piece = await this.#cut(reason);
    if (piece === undefined) throw new Error('a piece without text was cut');
    return piece;
  }

  /** Whether what is held from here on is more than a record may have. */
  #isFull(): boolean {
    return this.#window.bytes.length - this.#at > this.#maxBytes;
  }

  #tooLong(): string {
    return `it is longer than ${this.#maxBytes} bytes`;
  }

  /** What is wrong with the piece alone: the text after it plays no part. */
  #why(end: number): string {
    const { bytes } = this.#window;
    if (bytes[this.#at] !== OPEN_BRACE) return 'it is not JSON';
    try {
      new JsonScanner(bytes, end).object(this.#at);
      return 'it is not JSON';
    } catch (error) {
      if (error instanceof JsonFault) return error.message;
      throw error;
    }
  }

  /** The piece from here to `end`, without white space after it. */
  #take(end: number, reason: string | undefined, members?: readonly JsonMember[]): Piece {
    const last = trimmedEnd(this.#window.bytes, this.#at, end, reason !== undefined && this.#inArray);
    const moved = members?.map(member => shift(member, -this.#at));
    return { ...this.#takePart(last, reason), members: moved };
  }

  /** The piece from here to `end`, all of it. */
  #takePart(end: number, reason: string | undefined): Piece {
    const line = this.#line;
    const piece = this.#window.bytes.subarray(this.#at, end);
    this.#at = end;
    this.#line += countLines(piece);
    const endLine = piece.at(-1) === NEWLINE ? this.#line - 1 : this.#line;
    return { line, endLine, bytes: piece, members: undefined, reason, continuation: false };
  }

  /** An array that is never closed was cut off, perhaps with records that nobody saw. */
  #finish(): Piece | undefined {
    if (!this.#inArray) return undefined;
    this.#inArray = false;
    if (!this.#lastWasRecord) return undefined;
    return this.#takePart(this.#at, 'the file ends inside of a JSON array: it is cut off');
  }

  async #readOn(): Promise<void> {
    this.#window.drop(this.#at);
    this.#at = 0;
    await this.#window.more();
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let index = bytes.indexOf(NEWLINE); index !== -1; index = bytes.indexOf(NEWLINE, index + 1)) count++;
  return count;
}

/** The end of the value at `at`, or of all bytes when they break off inside of it; undefined when it is no JSON. */
function valueEnd(bytes: Buffer, at: number): number | undefined {
  try {
    return new JsonScanner(bytes).value(at);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return error.incomplete ? bytes.length : undefined;
  }
}

/** Without the white space at the end, nor the comma that parts a bad piece from the next item of an array. */
function trimmedEnd(bytes: Buffer, start: number, end: number, inArray: boolean): number {
  let last = end;
  while (last > start + 1 && (isSpace(bytes[last - 1]) || (inArray && bytes[last - 1] === COMMA))) last--;
  return last;
}

function shift(member: JsonMember, by: number): JsonMember {
  const { keyStart, keyEnd, start, end } = member;
  return { keyStart: keyStart + by, keyEnd: keyEnd + by, start: start + by, end: end + by };
}
