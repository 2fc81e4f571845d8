import { partsOf } from '../../syntax/expression-parts.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { as, type Origins, union } from './origin.ts';
import type { Scope, StarColumn } from './scope.ts';
import { columnsIn, nameFilter, starColumns } from './star-columns.ts';
import { traceExpression } from './trace-expression.ts';
import { type TracedColumn, type TracedRelation, wholeOf } from './traced-relation.ts';
import type { Tracer } from './tracer.ts';

/** The list of a SELECT, with every star written out. */
export interface Items {
  readonly relation: Omit<TracedRelation, 'rows'>;
  /** What each item as a whole comes from. */
  readonly byItem: readonly Origins[];
  /** What other clauses may call by name, in lower case. */
  readonly aliases: ReadonlyMap<string, Origins>;
  /** What UNNEST makes rows of. */
  readonly unnested: Origins;
}

interface Item {
  readonly columns: readonly TracedColumn[];
  readonly rest: Origins | undefined;
}

/** Follows the items from left to right: each sees the aliases before it. */
export function selectItems(select: SyntaxNode, base: Scope, tracer: Tracer): Items {
  const texts = tracer.itemTexts(select);
  const aliases = new Map<string, Origins>();
  const items = listIn(select, 'select_list').map((item, index) => {
    const found = traceItem(item, { ...base, aliases: new Map(aliases) }, tracer, texts?.[index]);
    const alias = textIn(item, 'alias').toLowerCase();
    // The first of two aliases of one name is the one that is meant.
    if (alias !== '' && found.columns.length === 1 && !aliases.has(alias))
      aliases.set(alias, found.columns[0]!.origins);
    return found;
  });
  const rests = items.flatMap(({ rest }) => rest ?? []);
  return {
    relation: {
      columns: items.flatMap(({ columns }) => columns),
      // Columns of unknown names, out of several items: any of them may come from any of these.
      rest: rests.length === 0 ? undefined : union(...rests),
    },
    byItem: items.map(wholeOf),
    aliases,
    unnested: union(
      ...listIn(select, 'select_list').flatMap((item, index) =>
        hasUnnest(item) ? [wholeOf(items[index]!)] : [],
      ),
    ),
  };
}

function traceItem(item: SyntaxNode, scope: Scope, tracer: Tracer, text: string | undefined): Item {
  const expression = text ?? '';
  if (item.type === 'STAR' && item.columns !== true) return plainStar(item, scope, tracer, expression);
  const filtered = nameFilter(item);
  if (filtered !== undefined) {
    const all = plainStar(filtered.star, scope, tracer, expression);
    return {
      ...all,
      columns: all.columns.filter(({ name }) => name === undefined || filtered.matches(name)),
    };
  }
  const star = columnsIn(item);
  if (star !== undefined && !isUnpacked(item)) return eachColumn(item, star, scope, tracer, expression);
  const origins = traceExpression(item, scope, tracer);
  if (mayExpand(item, scope)) return { columns: [], rest: origins };
  return { columns: [{ name: nameOf(item), origins, expression }], rest: undefined };
}

/** `*`, `t.*`, with what EXCLUDE, REPLACE and RENAME say. */
function plainStar(star: SyntaxNode, scope: Scope, tracer: Tracer, expression: string): Item {
  const match = starColumns(star, scope);
  return {
    rest: match.rest,
    columns: match.columns.map(column => {
      const replacement = replacementOf(star, column);
      const origins =
        replacement === undefined ? column.origins : traceExpression(replacement, scope, tracer);
      return { ...column, name: renameOf(star, column), origins, expression, isStar: true };
    }),
  };
}

function replacementOf(star: SyntaxNode, { name }: TracedColumn): SyntaxNode | undefined {
  const entry = listIn(star, 'replace_list').find(({ key }) => isName(key, name));
  return entry && nodeIn(entry, 'value');
}

function renameOf(star: SyntaxNode, { name }: TracedColumn): string | undefined {
  const entry = listIn(star, 'rename_list').find(entry =>
    isName(textIn(nodeIn(entry, 'key') ?? {}, 'column'), name),
  );
  return entry === undefined ? name : textIn(entry, 'value');
}

function isName(text: unknown, name: string | undefined): boolean {
  return typeof text === 'string' && text.toLowerCase() === name?.toLowerCase();
}

/** An expression with COLUMNS(…) is written once for each column that it stands for. */
function eachColumn(
  item: SyntaxNode,
  star: SyntaxNode,
  scope: Scope,
  tracer: Tracer,
  expression: string,
): Item {
  const { columns, rest } = starColumns(star, scope);
  const alias = textIn(item, 'alias');
  const trace = (column: StarColumn) => {
    const replaced = replacementOf(star, column);
    const origins = replaced === undefined ? column.origins : traceExpression(replaced, scope, tracer);
    return traceExpression(item, { ...scope, current: { ...column, origins } }, tracer);
  };
  return {
    columns: columns.map(column => ({
      name:
        alias === ''
          ? renameOf(star, column)
          : alias.replace(/\\(\d)/g, (_, place) => column.groups[place] ?? ''),
      origins: trace(column),
      expression,
    })),
    rest: rest && as('transformation', rest),
  };
}

/** `coalesce(*COLUMNS(…))` is one column of them all. */
function isUnpacked(node: SyntaxNode): boolean {
  return partsOf(node).some(({ type }) => type === 'OPERATOR_UNPACK');
}

/** UNNEST of a struct gives a column for each field, as does one with arguments more than the list. */
function mayExpand(item: SyntaxNode, scope: Scope): boolean {
  if (item.class !== 'FUNCTION' || textIn(item, 'function_name').toLowerCase() !== 'unnest') return false;
  const [list, ...more] = listIn(item, 'children');
  if (more.length > 0 || list === undefined) return true;
  if (list.class === 'FUNCTION') return !listMakers.has(textIn(list, 'function_name').toLowerCase());
  if (list.class !== 'COLUMN_REF') return true;
  const name = textsIn(list, 'column_names').at(-1)?.toLowerCase();
  const types = scope.from.star.filter(column => column.name?.toLowerCase() === name).map(({ type }) => type);
  return !types.every(type => type?.endsWith(']')) || types.length === 0;
}

const listMakers: ReadonlySet<string> = new Set([
  ...['list_value', 'range', 'generate_series', 'string_split', 'str_split', 'split', 'list', 'array_agg'],
  ...['regexp_extract_all', 'map_keys', 'list_distinct', 'list_sort', 'list_filter', 'list_transform'],
]);

function hasUnnest(node: SyntaxNode): boolean {
  return partsOf(node).some(
    part => part.class === 'FUNCTION' && textIn(part, 'function_name').toLowerCase() === 'unnest',
  );
}

/** Undefined for an expression without alias, whose name only DuckDB knows. */
function nameOf(item: SyntaxNode): string | undefined {
  return (
    textIn(item, 'alias') || (item.class === 'COLUMN_REF' ? textsIn(item, 'column_names').at(-1) : undefined)
  );
}
