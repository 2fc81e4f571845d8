import { listIn, nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';

const units: Readonly<Record<string, string>> = {
  to_seconds: 'SECOND',
  to_minutes: 'MINUTE',
  to_hours: 'HOUR',
  to_days: 'DAY',
  to_weeks: 'WEEK',
  to_months: 'MONTH',
  to_years: 'YEAR',
};

/** A literal interval of one unit: `INTERVAL 3 DAY`, `INTERVAL '3 days'`. */
export function translateInterval(node: SyntaxNode): string {
  const [count, unit] = node.class === 'FUNCTION' ? ofFunction(node) : ofText(node);
  if (count === undefined || unit === undefined) {
    throw new NotPortable(
      'This interval has no known form in Spark SQL.',
      node,
      'Write a literal of one unit: INTERVAL 3 DAY.',
    );
  }
  return unit === 'WEEK' ? `INTERVAL '${count * 7}' DAY` : `INTERVAL '${count}' ${unit}`;
}

function ofFunction(node: SyntaxNode): readonly [number | undefined, string | undefined] {
  return [literalNumber(listIn(node, 'children')[0]), units[textIn(node, 'function_name').toLowerCase()]];
}

/** DuckDB writes the number of `INTERVAL 3 DAY` as casts and a trunc around the literal. */
function literalNumber(node: SyntaxNode | undefined): number | undefined {
  if (node === undefined) return undefined;
  if (node.class === 'CONSTANT') {
    const value = Number(nodeIn(node, 'value')?.value ?? 0);
    return Number.isInteger(value) ? value : undefined;
  }
  if (node.class === 'CAST') return literalNumber(nodeIn(node, 'child'));
  const isTrunc = node.class === 'FUNCTION' && textIn(node, 'function_name') === 'trunc';
  return isTrunc ? literalNumber(listIn(node, 'children')[0]) : undefined;
}

function ofText(node: SyntaxNode): readonly [number | undefined, string | undefined] {
  const child = node.class === 'CAST' ? nodeIn(node, 'child') : undefined;
  const text = child?.class === 'CONSTANT' ? textIn(nodeIn(child, 'value') ?? {}, 'value') : '';
  const found = /^ *(-?\d+) +(second|minute|hour|day|week|month|year)s? *$/i.exec(text);
  return found === null ? [undefined, undefined] : [Number(found[1]), found[2]!.toUpperCase()];
}
