export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'operator';
  readonly text: string;
  /** Offset in the whole template. */
  readonly start: number;
}

const pattern =
  /([\p{L}_][\p{L}\p{N}_]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d[\w.]*)|(==|!=|<=|>=|\/\/|\*\*|\S)/gsuy;
const blank = /\s*/y;

/** The token that begins at or after `offset`, or undefined when only blanks follow. */
export function nextToken(text: string, offset: number): Token | undefined {
  blank.lastIndex = offset;
  blank.exec(text);
  const start = blank.lastIndex;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  return { kind: kindOf(match), text: match[0], start };
}

function kindOf(match: RegExpExecArray): Token['kind'] {
  if (match[1] !== undefined) return 'name';
  if (match[2] !== undefined) return 'string';
  return match[3] === undefined ? 'operator' : 'number';
}
