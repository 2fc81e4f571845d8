import { didYouMean } from '../diagnostics/closest.ts';
import { type ColumnType, ColumnTypeError, type TypedName } from './column-type.ts';
import { scalarNames, typeNames } from './type-names.ts';
import { type TypeToken, tokenizeType } from './type-tokens.ts';

/**
 * Reads the text of a DuckDB type, whatever alias, case and spacing it is written in.
 *
 * @throws ColumnTypeError when the text is no DuckDB type.
 * @example parseColumnType('int[]') // { kind: 'list', element: { kind: 'scalar', name: 'INTEGER' } }
 */
export function parseColumnType(text: string): ColumnType {
  const parser = new TypeParser(tokenizeType(text));
  const type = parser.type();
  parser.end();
  return type;
}

/** Holds the place in the tokens. */
class TypeParser {
  readonly #tokens: readonly TypeToken[];
  #next = 0;

  constructor(tokens: readonly TypeToken[]) {
    this.#tokens = tokens;
  }

  type(): ColumnType {
    let type = this.#base();
    while (this.#isMark('[') || this.#isWord('array')) type = this.#listOrArray(type);
    return type;
  }

  end(): void {
    const token = this.#peek();
    if (token.kind !== 'end') throw unexpected(token, 'the end of the type');
  }

  #base(): ColumnType {
    const token = this.#take('word', 'a type');
    switch (token.text.toLowerCase()) {
      case 'decimal':
      case 'numeric':
      case 'dec':
        return this.#decimal();
      case 'struct':
      case 'row':
        return { kind: 'struct', fields: this.#typedNames('STRUCT') };
      case 'union':
        return { kind: 'union', members: this.#typedNames('UNION') };
      case 'map':
        return this.#map();
      case 'enum':
        return this.#enum();
      default:
        return this.#scalar(token);
    }
  }

  #scalar(first: TypeToken): ColumnType {
    const written = this.#scalarWords(first.text.toLowerCase());
    const name = Object.hasOwn(scalarNames, written) ? scalarNames[written] : undefined;
    if (name === undefined) {
      const hint = didYouMean(written, typeNames);
      throw new ColumnTypeError(`there is no type "${first.text}"`, first.offset, hint);
    }
    return { kind: 'scalar', name: this.#isMark('(') ? this.#parameterized(name, first) : name };
  }

  /** `double` or `double precision`, `time` or `time with time zone`: the longest that is a type. */
  #scalarWords(first: string): string {
    for (const count of [3, 1]) {
      const tokens = this.#tokens.slice(this.#next, this.#next + count);
      const words = [first, ...tokens.map(token => token.text.toLowerCase())].join(' ');
      if (!tokens.every(token => token.kind === 'word') || !Object.hasOwn(scalarNames, words)) continue;
      this.#next += count;
      return words;
    }
    return first;
  }

  /** `VARCHAR(10)` is VARCHAR to DuckDB; the digits of FLOAT and TIMESTAMP choose another type. */
  #parameterized(name: string, at: TypeToken): string {
    this.#mark('(');
    const digits = this.#number();
    this.#mark(')');
    if (name === 'VARCHAR' || name === 'BIT') return name;
    if (name === 'FLOAT' && digits <= 53) return digits <= 24 ? 'FLOAT' : 'DOUBLE';
    if (name === 'TIMESTAMP' && digits <= 9) {
      return (['TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP', 'TIMESTAMP_NS'] as const)[Math.ceil(digits / 3)]!;
    }
    throw new ColumnTypeError(`${name} does not take (${digits})`, at.offset);
  }

  #decimal(): ColumnType {
    if (!this.#isMark('(')) return { kind: 'decimal', precision: 18, scale: 3 };
    const { offset } = this.#mark('(');
    const precision = this.#number();
    const scale = this.#isMark(',') ? this.#secondNumber() : 0;
    this.#mark(')');
    if (precision < 1 || precision > 38) {
      throw new ColumnTypeError('the width of a DECIMAL lies between 1 and 38', offset);
    }
    if (scale > precision) throw new ColumnTypeError('a DECIMAL has no more decimals than digits', offset);
    return { kind: 'decimal', precision, scale };
  }

  /** `INT[]`, `INT[3]`, and the older `INT ARRAY`, `INT ARRAY[3]`. */
  #listOrArray(element: ColumnType): ColumnType {
    if (this.#isWord('array')) {
      this.#next++;
      if (!this.#isMark('[')) return { kind: 'list', element };
    }
    const { offset } = this.#mark('[');
    if (this.#isMark(']')) {
      this.#mark(']');
      return { kind: 'list', element };
    }
    const size = this.#number();
    this.#mark(']');
    if (size < 1 || size > 100_000) {
      throw new ColumnTypeError('the size of an array lies between 1 and 100000', offset);
    }
    return { kind: 'array', element, size };
  }

  #map(): ColumnType {
    this.#mark('(');
    const key = this.type();
    this.#mark(',');
    const value = this.type();
    this.#mark(')');
    return { kind: 'map', key, value };
  }

  #enum(): ColumnType {
    const values = this.#list(() => this.#take('string', 'a value in single quotes'));
    refuseDuplicates(values, 'ENUM', text => text);
    return { kind: 'enum', values: values.map(token => token.text) };
  }

  #typedNames(owner: 'STRUCT' | 'UNION'): readonly TypedName[] {
    const names: TypeToken[] = [];
    const fields = this.#list(() => {
      const name = this.#fieldName();
      if (name !== undefined) names.push(name);
      return { name: name?.text ?? '', type: this.type() };
    });
    refuseDuplicates(names, owner, text => text.toLowerCase());
    return fields;
  }

  /** Undefined in `STRUCT(INTEGER, VARCHAR)`, which is how DESCRIBE prints a `row(1, 'a')`. */
  #fieldName(): TypeToken | undefined {
    const [first, second] = [this.#peek(), this.#tokens[this.#next + 1]];
    if (first.kind === 'quoted') return this.#take('quoted', 'a name');
    if (second?.kind !== 'word' || startsTimeZone(first, second)) return undefined;
    return this.#take('word', 'a name');
  }

  #list<T>(item: () => T): readonly T[] {
    this.#mark('(');
    const items = [item()];
    while (this.#isMark(',')) {
      this.#mark(',');
      items.push(item());
    }
    this.#mark(')');
    return items;
  }

  #secondNumber(): number {
    this.#mark(',');
    return this.#number();
  }

  #number(): number {
    return Number(this.#take('number', 'a whole number').text);
  }

  #mark(text: string): TypeToken {
    if (!this.#isMark(text)) throw unexpected(this.#peek(), `"${text}"`);
    return this.#tokens[this.#next++]!;
  }

  #take(kind: TypeToken['kind'], wanted: string): TypeToken {
    const token = this.#peek();
    if (token.kind !== kind) throw unexpected(token, wanted);
    this.#next++;
    return token;
  }

  #isMark(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'mark' && token.text === text;
  }

  #isWord(word: string): boolean {
    const token = this.#peek();
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  #peek(): TypeToken {
    return this.#tokens[this.#next]!;
  }
}

function startsTimeZone(first: TypeToken, second: TypeToken): boolean {
  return /^time(stamp)?$/i.test(first.text) && /^with(out)?$/i.test(second.text);
}

function refuseDuplicates(
  names: readonly TypeToken[],
  owner: string,
  identity: (text: string) => string,
): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(identity(name.text))) {
      throw new ColumnTypeError(`${owner} has "${name.text}" twice`, name.offset);
    }
    seen.add(identity(name.text));
  }
}

function unexpected(token: TypeToken, wanted: string): ColumnTypeError {
  const found = token.kind === 'end' ? 'the text ends' : `found "${token.text}"`;
  return new ColumnTypeError(`expected ${wanted}, but ${found}`, token.offset);
}
