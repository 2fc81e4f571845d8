export interface SqlStatement {
  /** The same text with every semicolon between statements blanked out, so that offsets stay. */
  readonly text: string;
  /** Where a second statement begins, if there is one. */
  readonly second: number | undefined;
  /** Whether there is nothing but blanks and comments. */
  readonly empty: boolean;
}

// The lexical rules of DuckDB, as far as a semicolon can hide: tried on 1.5.5, comments nest.
const pattern =
  /(--[^\n]*|\s+)|(\/\*)|(;)|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$((?:[A-Za-z_]\w*)?)\$.*?\$\4\$|[\p{L}_][\p{L}\p{N}_$]*|./gsuy;

/** The statements of a SQL text, in order, without final semicolons and without those that hold only comments. */
export function splitStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  for (let rest = sql; ; ) {
    const { text, second, empty } = readStatement(rest);
    if (empty) return statements;
    statements.push(text.slice(0, second).trim());
    if (second === undefined) return statements;
    rest = rest.slice(second);
  }
}

/** Finds the statements of a SQL text, without a look at what they say. */
export function readStatement(sql: string): SqlStatement {
  let text = '';
  let seen = false;
  let ended = false;
  let second: number | undefined;
  for (let offset = 0; offset < sql.length; offset = text.length) {
    pattern.lastIndex = offset;
    const [token = '', blank, comment, semicolon] = pattern.exec(sql)!;
    if (comment !== undefined) {
      text += sql.slice(offset, commentEnd(sql, offset));
      continue;
    }
    text += semicolon === undefined ? token : ' ';
    if (semicolon !== undefined) ended = seen;
    if (blank !== undefined || semicolon !== undefined) continue;
    if (ended) second ??= offset;
    seen = true;
  }
  return { text, second, empty: !seen };
}

function commentEnd(sql: string, start: number): number {
  let depth = 0;
  for (const { 0: mark, index } of sql.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return start + index + 2;
  }
  return sql.length;
}
