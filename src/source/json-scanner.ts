/** Where the text stops being JSON. Offsets count bytes in the buffer that was scanned. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly offset: number;
  /** The text ended too early; more of it might be JSON. */
  readonly incomplete: boolean;

  constructor(message: string, offset: number, incomplete = false) {
    super(message);
    this.offset = offset;
    this.incomplete = incomplete;
  }
}

/** A key and its value in an object, as byte ranges; the quotes of the key are part of it. */
export interface JsonMember {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly start: number;
  readonly end: number;
}

/** Deeper nesting is refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 1000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Finds where JSON values end, and refuses what is not JSON. It takes what DuckDB's reader takes: trailing commas, NaN
 * and Infinity pass, both lone surrogates and control characters in strings do not. UTF-8 is not checked here.
 */
export class JsonScanner {
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#end = end;
  }

  /**
   * The end of the value that begins at `at`.
   *
   * @throws JsonFault
   */
  value(at: number, depth = 0): number {
    const byte = this.#bytes[at];
    if (at >= this.#end) throw this.#incomplete(at);
    if (byte === QUOTE) return this.string(at);
    if (byte === OPEN_BRACE) return this.object(at, undefined, depth);
    if (byte === OPEN_BRACKET) return this.array(at, undefined, depth);
    if (byte === MINUS || isDigit(byte)) return this.#number(at);
    return this.#word(at, at);
  }

  /** The end of the object at `at`; its members are appended to `members`. */
  object(at: number, members?: JsonMember[], depth = 0): number {
    if (depth > MAX_DEPTH) throw new JsonFault(`it is nested deeper than ${MAX_DEPTH} levels`, at);
    let next = this.#space(at + 1);
    while (this.#bytes[next] !== CLOSE_BRACE || next >= this.#end) {
      const keyStart = next;
      const keyEnd = this.#key(keyStart);
      const start = this.#space(this.#colon(this.#space(keyEnd)));
      const end = this.value(start, depth + 1);
      members?.push({ keyStart, keyEnd, start, end });
      next = this.#separator(this.#space(end), CLOSE_BRACE, '}');
    }
    return next + 1;
  }

  /** The end of the array at `at`; its items are appended to `items` as pairs of offsets. */
  array(at: number, items?: [start: number, end: number][], depth = 0): number {
    if (depth > MAX_DEPTH) throw new JsonFault(`it is nested deeper than ${MAX_DEPTH} levels`, at);
    let next = this.#space(at + 1);
    while (this.#bytes[next] !== CLOSE_BRACKET || next >= this.#end) {
      const end = this.value(next, depth + 1);
      items?.push([next, end]);
      next = this.#separator(this.#space(end), CLOSE_BRACKET, ']');
    }
    return next + 1;
  }

  /** The end of the string at `at`, its closing quote included. */
  string(at: number): number {
    const bytes = this.#bytes;
    for (let index = at + 1; index < this.#end; ) {
      const byte = bytes[index]!;
      if (byte === QUOTE) return index + 1;
      if (byte < 0x20) throw new JsonFault('a string holds a line break or control character', index);
      index = byte === BACKSLASH ? this.#escape(index) : index + 1;
    }
    throw this.#incomplete(this.#end);
  }

  #key(at: number): number {
    if (at >= this.#end) throw this.#incomplete(at);
    if (this.#bytes[at] !== QUOTE) throw new JsonFault('a key in double quotes is missing', at);
    return this.string(at);
  }

  #colon(at: number): number {
    if (at >= this.#end) throw this.#incomplete(at);
    if (this.#bytes[at] !== COLON) throw new JsonFault('a ":" after a key is missing', at);
    return at + 1;
  }

  /** Past a comma, or at the closing brace or bracket. */
  #separator(at: number, close: number, mark: string): number {
    if (at >= this.#end) throw this.#incomplete(at);
    const byte = this.#bytes[at];
    if (byte === close) return at;
    if (byte !== COMMA) throw new JsonFault(`a "," or "${mark}" is missing`, at);
    return this.#space(at + 1);
  }

  #space(at: number): number {
    let next = at;
    while (next < this.#end && isSpace(this.#bytes[next])) next++;
    return next;
  }

  #escape(at: number): number {
    if (at + 1 >= this.#end) throw this.#incomplete(this.#end);
    const byte = this.#bytes[at + 1]!;
    if (byte !== 0x75) {
      if (!'"\\/bfnrt'.includes(String.fromCharCode(byte)))
        throw new JsonFault('a string holds an unknown escape', at);
      return at + 2;
    }
    const unit = this.#hex(at);
    if (unit < 0xd800 || unit > 0xdfff) return at + 6;
    const paired = unit <= 0xdbff && (at + 6 >= this.#end || this.#bytes[at + 6] === BACKSLASH);
    const low = paired ? this.#hex(at + 6) : 0;
    if (low < 0xdc00 || low > 0xdfff) throw new JsonFault('a string holds half of a surrogate pair', at);
    return at + 12;
  }

  /** The code unit of the `\uXXXX` at `at`. */
  #hex(at: number): number {
    const text = String.fromCharCode(...this.#bytes.subarray(at, Math.min(at + 6, this.#end)));
    if (/^\\u[0-9a-fA-F]{4}$/.test(text)) return Number.parseInt(text.slice(2), 16);
    if (text.length < 6 && /^(\\(u[0-9a-fA-F]*)?)?$/.test(text)) throw this.#incomplete(this.#end);
    throw new JsonFault('a string holds an unknown escape', at);
  }

  #number(at: number): number {
    let next = this.#bytes[at] === MINUS ? at + 1 : at;
    if (next >= this.#end) throw this.#incomplete(next);
    if (!isDigit(this.#bytes[next])) return this.#word(at, next);
    if (this.#bytes[next] === ZERO && isDigit(this.#bytes[next + 1])) {
      throw new JsonFault('a number begins with 0', next);
    }
    next = this.#digits(next);
    if (this.#bytes[next] === DOT && next < this.#end) next = this.#digits(next + 1);
    if (next < this.#end && (this.#bytes[next]! | 0x20) === 0x65) {
      const sign = this.#bytes[next + 1];
      next = this.#digits(sign === MINUS || sign === 0x2b ? next + 2 : next + 1);
    }
    return next;
  }

  #digits(at: number): number {
    let next = at;
    while (next < this.#end && isDigit(this.#bytes[next])) next++;
    if (next === at) {
      if (at >= this.#end) throw this.#incomplete(at);
      throw new JsonFault('a number lacks a digit', at);
    }
    return next;
  }

  /** `true`, `false`, `null`, and the NaN and Infinity that DuckDB's reader knows in any case. */
  #word(at: number, letters: number): number {
    let next = letters;
    while (next < this.#end && isLetter(this.#bytes[next])) next++;
    const text = String.fromCharCode(...this.#bytes.subarray(letters, Math.min(next, letters + 9)));
    if (letters === at && /^(true|false|null)$/.test(text)) return next;
    if (/^(nan|inf|infinity)$/i.test(text)) return next;
    if (next >= this.#end && /^(t|tr|tru|f|fa|fal|fals|n|nu|nul)?$/.test(text)) throw this.#incomplete(next);
    throw new JsonFault('a value is missing or not JSON', at);
  }

  #incomplete(at: number): JsonFault {
    return new JsonFault('it is cut off', at, true);
  }
}

/** Space, tab, line feed, carriage return. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}
