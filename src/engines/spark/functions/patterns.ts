import { quoteSparkText } from '../quote-spark.ts';
import type { Call, SparkFunction } from './call.ts';
import { text } from './forms.ts';

/**
 * A regular expression that RE2 (DuckDB) and Java (Spark) read alike, as Java's: `.` stops at line feeds only, `$` is the end
 * of the text, `\s` has no vertical tab. Undefined of one with parts that they may read otherwise.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
function portablePattern(pattern: string): string | undefined {
  let java = '(?d)';
  for (let rest = pattern; rest !== ''; ) {
    const read = tokens.flatMap(({ form, java: write }) => {
      const found = form.exec(rest);
      return found === null ? [] : [{ length: found[0].length, text: write(found[0]) }];
    })[0];
    if (read?.text === undefined) return undefined;
    java += read.text;
    rest = rest.slice(read.length);
  }
  return java;
}

const asItIs = (token: string) => token;
const sameEscape = String.raw`\\(?:[dDwWtnr]|[^A-Za-z0-9])`;

/** What both read alike, and how Java writes it. Longer forms first. */
const tokens: readonly { readonly form: RegExp; readonly java: (token: string) => string | undefined }[] = [
  // Java knows sets within sets, RE2 names of sets.
  {
    form: new RegExp(String.raw`^\[\^?(?:${sameEscape}|\\s|[^\[\]\\&])*\]`),
    java: token => token.replaceAll('\\s', '\\t\\n\\f\\r '),
  },
  { form: /^\\s/, java: () => '[\\t\\n\\f\\r ]' },
  { form: /^\\S/, java: () => '[^\\t\\n\\f\\r ]' },
  { form: new RegExp(`^${sameEscape}`), java: asItIs },
  // A + after a quantifier makes it possessive in Java.
  { form: /^(?:[*+?]|\{\d+(?:,\d*)?\})\??(?![*+?{])/, java: asItIs },
  { form: /^\(\?:/, java: asItIs },
  { form: /^\((?!\?)/, java: asItIs },
  { form: /^\$/, java: () => '\\z' },
  { form: /^\^/, java: () => '\\A' },
  { form: /^[^\\[\]*+?{}()$^]/u, java: asItIs },
  { form: /^\)/, java: asItIs },
];

function patternOf(call: Call, index: number): string {
  const pattern = call.constant(index);
  const known = pattern === undefined ? undefined : portablePattern(pattern);
  return (
    known ??
    call.refuse(
      `${call.name} needs a literal pattern that DuckDB and Spark read alike.`,
      'Keep to classes, groups, anchors and greedy or lazy quantifiers.',
    )
  );
}

const matches: SparkFunction = call => {
  if (call.children.length !== 2)
    return call.refuse(`${call.name} with options has no known form in Spark SQL.`);
  return { sql: `(${call.as(0, text)} RLIKE ${quoteSparkText(patternOf(call, 1))})`, type: 'boolean' };
};

const fullMatch: SparkFunction = call => {
  if (call.children.length !== 2)
    return call.refuse(`${call.name} with options has no known form in Spark SQL.`);
  const pattern = `\\A(?:${patternOf(call, 1)})\\z`;
  return { sql: `(${call.as(0, text)} RLIKE ${quoteSparkText(pattern)})`, type: 'boolean' };
};

const extract: SparkFunction = call => {
  const group = call.children.length === 2 ? '0' : call.constant(2);
  if (group === undefined || !/^\d$/.test(group))
    return call.refuse('regexp_extract needs the number of a group as a literal.');
  return {
    sql: `regexp_extract(${call.as(0, text)}, ${quoteSparkText(patternOf(call, 1))}, ${group})`,
    type: 'string',
  };
};

/** The first match only, unless the option `g` is given: what stands before the first match is matched, too. */
const replace: SparkFunction = call => {
  const isAll = call.children.length === 4 && call.constant(3) === 'g';
  if (call.children.length > 3 && !isAll)
    return call.refuse('regexp_replace with these options has no known form in Spark SQL.');
  const pattern = patternOf(call, 1);
  const replacement = call.constant(2);
  if (replacement === undefined) return call.refuse('regexp_replace needs a literal replacement.');
  const shift = isAll ? 0 : 1;
  const java = replacement
    .replaceAll('$', '\\$')
    .replaceAll(/\\(\d)/g, (_, digit: string) =>
      digit === '0' && shift === 1 ? '\\0' : `$${Number(digit) + shift}`,
    );
  if (/\\(?![$])/.test(java)) return call.refuse('This replacement has no known form in Spark SQL.');
  const [from, to] = isAll ? [pattern, java] : [`\\A([\\s\\S]*?)(?:${pattern})`, `$1${java}`];
  return {
    sql: `regexp_replace(${call.as(0, text)}, ${quoteSparkText(from)}, ${quoteSparkText(to)})`,
    type: 'string',
  };
};

export const patternFunctions: readonly (readonly [string, SparkFunction])[] = [
  ['regexp_matches', matches],
  ['regexp_full_match', fullMatch],
  ['regexp_extract', extract],
  ['regexp_replace', replace],
];
