import { isScalar } from '../casts.ts';
import { quoteSparkText } from '../quote-spark.ts';
import type { Call, SparkFunction } from './call.ts';
import { argumentsAs, form, formOf, integer, text } from './forms.ts';
import { hasElement } from './lists.ts';

/** Length of a text in characters, of a list in elements. */
function length(call: Call) {
  const type = call.typeOf(0);
  if (type.kind === 'list') return { sql: `size(${call.plain(0)})`, type: undefined };
  if (isScalar(type, 'VARCHAR')) return { sql: `char_length(${call.plain(0)})`, type: 'int' };
  return call.refuse('length of this type has no known form in Spark SQL.');
}

/** DuckDB leaves NULLs out, Spark's concat is NULL then. */
const concat: SparkFunction = call => {
  if (call.typeOf(0).kind === 'list') return call.refuse('concat of lists has no known form in Spark SQL.');
  return {
    sql: `concat(${call.children.map((_, index) => `coalesce(${call.as(index, text)}, '')`).join(', ')})`,
    type: 'string',
  };
};

const join: SparkFunction = call => {
  const [left, right] = [call.typeOf(0), call.typeOf(1)];
  if (left.kind === 'list' && right.kind === 'list')
    return { sql: `concat(${call.plain(0)}, ${call.plain(1)})`, type: undefined };
  return { sql: `concat(${call.as(0, text)}, ${call.as(1, text)})`, type: 'string' };
};

/** LIKE in DuckDB has no escape unless it names one, in Spark a backslash. */
function like(isNot: boolean, ignoresCase: boolean): SparkFunction {
  return call => {
    const pattern = call.constant(1);
    if (pattern === undefined)
      return call.refuse('LIKE needs its pattern as a literal.', 'Use starts_with, ends_with or contains.');
    const word = ignoresCase ? 'ILIKE' : 'LIKE';
    const escaped = quoteSparkText(pattern.replaceAll('\\', '\\\\'));
    return { sql: `(${call.as(0, text)} ${isNot ? 'NOT ' : ''}${word} ${escaped})`, type: 'boolean' };
  };
}

/** Characters that are trimmed must be said; DuckDB trims spaces only. */
function trim(word: 'BOTH' | 'LEADING' | 'TRAILING'): SparkFunction {
  return call => {
    const characters = call.children.length === 1 ? "' '" : call.as(1, text);
    return { sql: `trim(${word} ${characters} FROM ${call.as(0, text)})`, type: 'string' };
  };
}

const substring: SparkFunction = call => {
  const [start, count] = [call.constant(1), call.constant(2)];
  const isPlain = start !== undefined && Number(start) > 0;
  if (!isPlain) return call.refuse('substring needs a literal start of 1 or more.');
  if (call.children.length === 2) return { sql: `substring(${call.as(0, text)}, ${start})`, type: 'string' };
  if (count === undefined || Number(count) < 0)
    return call.refuse('substring needs a literal length of 0 or more.');
  return { sql: `substring(${call.as(0, text)}, ${start}, ${count})`, type: 'string' };
};

/** A number of characters below 0 counts from the other end, which Spark does not know. */
function side(name: 'left' | 'right'): SparkFunction {
  return call => {
    const count = call.constant(1);
    if (count === undefined || Number(count) < 0)
      return call.refuse(`${name} needs a literal number of characters, 0 or more.`);
    return { sql: `${name}(${call.as(0, text)}, ${count})`, type: 'string' };
  };
}

const split: SparkFunction = call => {
  const separator = call.constant(1);
  if (separator === undefined || separator === '')
    return call.refuse('string_split needs a literal separator of at least one character.');
  return {
    sql: `split(${call.as(0, text)}, ${quoteSparkText(`\\Q${separator}\\E`)})`,
    type: 'array<string>',
  };
};

const splitPart: SparkFunction = call => {
  const place = call.constant(2);
  if (place === undefined || Number(place) < 1)
    return call.refuse('split_part needs a literal place of 1 or more.');
  return { sql: `split_part(${call.as(0, text)}, ${call.as(1, text)}, ${place})`, type: 'string' };
};

const repeat: SparkFunction = call => ({
  sql: `repeat(${call.as(0, text)}, ${call.as(1, integer)})`,
  type: 'string',
});

function pad(name: 'lpad' | 'rpad'): SparkFunction {
  return call => ({
    sql: `${name}(${call.as(0, text)}, ${call.as(1, integer)}, ${call.as(2, text)})`,
    type: 'string',
  });
}

function strictContains(name: string): SparkFunction {
  return call => {
    if (!isScalar(call.typeOf(0), 'VARCHAR'))
      return call.refuse(`${name} of this type has no known form in Spark SQL.`);
    return { sql: `${name}(${call.as(0, text)}, ${call.as(1, text)})`, type: 'boolean' };
  };
}

const contains: SparkFunction = call =>
  (call.typeOf(0).kind === 'list' ? hasElement : strictContains('contains'))(call);

export const textFunctions: readonly (readonly [string, SparkFunction])[] = [
  ['lower', formOf(text, 'lower($1)', 'string')],
  ['lcase', formOf(text, 'lower($1)', 'string')],
  ['upper', formOf(text, 'upper($1)', 'string')],
  ['ucase', formOf(text, 'upper($1)', 'string')],
  ['length', length],
  ['len', length],
  ['char_length', length],
  ['character_length', length],
  ['strlen', formOf(text, 'octet_length($1)', 'int')],
  ['concat', concat],
  ['||', join],
  ['~~', like(false, false)],
  ['!~~', like(true, false)],
  ['~~*', like(false, true)],
  ['!~~*', like(true, true)],
  ['trim', trim('BOTH')],
  ['ltrim', trim('LEADING')],
  ['rtrim', trim('TRAILING')],
  ['substring', substring],
  ['substr', substring],
  ['left', side('left')],
  ['right', side('right')],
  [
    'reverse',
    call =>
      isScalar(call.typeOf(0), 'VARCHAR')
        ? { sql: `reverse(${call.plain(0)})`, type: 'string' }
        : call.refuse('reverse of this type has no known form.'),
  ],
  ['replace', formOf(text, 'replace($1, $2, $3)', 'string')],
  ['translate', formOf(text, 'translate($1, $2, $3)', 'string')],
  ['repeat', repeat],
  ['lpad', pad('lpad')],
  ['rpad', pad('rpad')],
  ['starts_with', strictContains('startswith')],
  ['^@', strictContains('startswith')],
  ['ends_with', strictContains('endswith')],
  ['suffix', strictContains('endswith')],
  ['prefix', strictContains('startswith')],
  ['contains', contains],
  ['position', formOf(text, 'instr($1, $2)', 'int')],
  ['instr', formOf(text, 'instr($1, $2)', 'int')],
  ['strpos', formOf(text, 'instr($1, $2)', 'int')],
  ['string_split', split],
  ['str_split', split],
  ['string_to_array', split],
  ['split', split],
  ['split_part', splitPart],
  ['md5', formOf(text, 'md5($1)', 'string')],
  ['sha256', formOf(text, 'sha2($1, 256)', 'string')],
  ['sha1', formOf(text, 'sha1($1)', 'string')],
  ['ascii', form('ascii($1)')],
  ['encode', form("encode($1, 'UTF-8')", 'binary')],
  ['chr', form('chr($1)', 'string')],
  ['unicode', form("IF($1 = '', -1, ascii($1))")],
  ['hex', formOf(text, 'hex($1)', 'string')],
  ['to_base64', form('base64($1)', 'string')],
  ['base64', form('base64($1)', 'string')],
  ['concat_ws', call => ({ sql: `concat_ws(${argumentsAs(call, text)})`, type: 'string' })],
];
