import { partsOf } from '../../syntax/expression-parts.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { constantText, functionTest, lambdaTest, type NameTest, regexOf } from './name-test.ts';
import { as, noOrigins, type Origins, union, unknownOrigins } from './origin.ts';
import { columnOf, read, type Scope, type StarColumn } from './scope.ts';
import type { TracedColumn } from './traced-relation.ts';

export interface StarMatch {
  readonly columns: readonly (StarColumn & { readonly groups: readonly string[] })[];
  /** Of columns that a star covers, too, and that have no known names. */
  readonly rest: Origins | undefined;
}

/** The columns that `*`, `t.*` or `COLUMNS(…)` stand for, without those of EXCLUDE. */
export function starColumns(star: SyntaxNode, scope: Scope): StarMatch {
  const from = textIn(star, 'relation_name').toLowerCase();
  const covered = from === '' ? scope.from.tables : scope.from.tables.filter(({ name }) => name === from);
  const fields =
    covered.length === 0 && from !== '' ? structOf(textIn(star, 'relation_name'), scope) : undefined;
  if (fields !== undefined) return { columns: [], rest: fields };
  // `t.*` covers the column of USING, too, as the table itself has it.
  const all =
    from === ''
      ? scope.from.star
      : covered.flatMap(table => table.relation.columns.map(column => ({ ...column, table })));
  const rests = covered.flatMap(({ relation }) => relation.rest ?? []);
  const kept = all.filter(column => !isExcluded(star, column));
  const matches = patternOf(star);
  if (matches === undefined || (rests.length > 0 && nodeIn(star, 'expr') !== undefined)) {
    return { columns: [], rest: unknownOrigins('the columns of a COLUMNS that is computed') };
  }
  const columns = kept.flatMap(column => {
    const groups = column.name === undefined ? [] : matches(column.name);
    return groups === undefined ? [] : [{ ...column, groups }];
  });
  return { columns, rest: rests.length > 1 ? unknownOrigins('several tables of unknown columns') : rests[0] };
}

/** All that a star covers, as one value. */
export function readStar({ columns, rest = noOrigins }: StarMatch): Origins {
  return union(rest, ...columns.map(({ origins }) => origins));
}

/** LIKE and its like after a star keep the columns whose name matches: `* like 'artist_%'`. */
export function nameFilter(item: SyntaxNode): { star: SyntaxNode; matches: NameTest } | undefined {
  const [star, pattern] = listIn(item, 'children');
  if (item.class !== 'FUNCTION' || star?.type !== 'STAR' || star.columns === true) return undefined;
  const matches = pattern && functionTest(textIn(item, 'function_name'), [pattern]);
  return matches && { star, matches };
}

type Match = (name: string) => readonly string[] | undefined;

/** What COLUMNS asks of a name; undefined when only DuckDB could tell. Gives the groups of a regular expression. */
function patternOf(star: SyntaxNode): Match | undefined {
  const pattern = nodeIn(star, 'expr');
  if (pattern === undefined) return name => [name];
  const text = constantText(pattern);
  if (text !== undefined) {
    const regex = regexOf(text);
    return regex && (name => regex.exec(name)?.map(group => group ?? ''));
  }
  if (pattern.function_name === 'list_value') {
    const names = listIn(pattern, 'children').map(constantText);
    if (names.includes(undefined)) return undefined;
    const wanted = new Set(names.map(name => name!.toLowerCase()));
    return name => (wanted.has(name.toLowerCase()) ? [name] : undefined);
  }
  const [, lambda] = pattern.function_name === 'list_filter' ? listIn(pattern, 'children') : [];
  const matches = lambda && lambdaTest(lambda);
  return matches && (name => (matches(name) ? [name] : undefined));
}

function isExcluded(star: SyntaxNode, { name, table }: StarColumn): boolean {
  if (name === undefined) return false;
  const wanted = name.toLowerCase();
  if (textsIn(star, 'exclude_list').some(excluded => excluded.toLowerCase() === wanted)) return true;
  return listIn(star, 'qualified_exclude_list').some(
    excluded =>
      textIn(excluded, 'column').toLowerCase() === wanted &&
      [table.name, ''].includes(textIn(excluded, 'table').toLowerCase()),
  );
}

/** `address.*` of a struct: its fields are what the column is. */
function structOf(name: string, { from }: Scope): Origins | undefined {
  for (const table of from.tables) {
    const column: TracedColumn | undefined = columnOf(table, name);
    if (column !== undefined) return as('transformation', read(table, column));
  }
  return undefined;
}

/** The first COLUMNS(…) of an expression. */
export function columnsIn(node: SyntaxNode): SyntaxNode | undefined {
  return partsOf(node).find(part => part.type === 'STAR' && part.columns === true);
}
