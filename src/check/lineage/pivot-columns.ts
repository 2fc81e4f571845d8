import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { as, noOrigins, type Origins, union, unknownOrigins } from './origin.ts';
import { read, type Scope } from './scope.ts';
import { traceExpression } from './trace-expression.ts';
import type { TracedColumn, TracedRelation } from './traced-relation.ts';
import type { Tracer } from './tracer.ts';

/** What PIVOT and UNPIVOT make of the tables of `scope`. */
export function pivotColumns(node: SyntaxNode, scope: Scope, tracer: Tracer): TracedRelation {
  const rests = scope.from.tables.some(({ relation }) => relation.rest !== undefined);
  if (rests) return unknown('a PIVOT of unknown columns', scope);
  return textsIn(node, 'unpivot_names').length > 0 ? unpivoted(node, scope) : pivoted(node, scope, tracer);
}

/** One column for each value of the pivot, named after it, out of the rows that have it. */
function pivoted(node: SyntaxNode, scope: Scope, tracer: Tracer): TracedRelation {
  const used = new Set<string>();
  const inner: Scope = { ...scope, from: watched(scope.from, used) };
  const keys = listIn(node, 'pivots').flatMap(pivot =>
    listIn(pivot, 'pivot_expressions').map(expression => traceExpression(expression, inner, tracer)),
  );
  const values = listIn(node, 'aggregates').map(aggregate => traceExpression(aggregate, inner, tracer));
  const names = new Set(textsIn(node, 'groups').map(name => name.toLowerCase()));
  const groups = scope.from.star.filter(({ name }) =>
    names.size > 0 ? names.has(name!.toLowerCase()) : !used.has(name!.toLowerCase()),
  );
  const condition = as('condition', union(...keys));
  const rows = union(scope.from.rows, as('group', union(...groups.map(({ origins }) => origins))));
  // Which of several aggregates a column holds is told by its name alone.
  if (values.length > 1) {
    const names = cellNames(node);
    const cells = names?.map(([name, value]) => ({
      ...{ name, expression: 'pivot' },
      origins: union(values[value]!, condition),
    }));
    const rest = union(unknownOrigins('a PIVOT of several aggregates without names'), condition);
    return { columns: [...groups, ...(cells ?? [])], rest: cells === undefined ? rest : undefined, rows };
  }
  return { columns: groups, rest: union(values[0] ?? noOrigins, condition), rows };
}

/** `a_total` for each value (or its alias) and each aggregate, by its place; undefined when only DuckDB knows how it prints one. */
function cellNames(node: SyntaxNode): readonly (readonly [name: string, aggregate: number])[] | undefined {
  const aliases = listIn(node, 'aggregates').map(aggregate => textIn(aggregate, 'alias'));
  const lists = listIn(node, 'pivots').map(pivot => listIn(pivot, 'entries').map(entryName));
  const isKnown = lists.every(list => list.length > 0 && list.every(name => name !== undefined));
  if (!isKnown || aliases.includes('')) return undefined;
  const together = lists.reduce((left, right) => left.flatMap(one => right.map(other => `${one}_${other}`)));
  return together.flatMap(value => aliases.map((alias, index) => [`${value}_${alias}`, index] as const));
}

/** Texts and whole numbers stand in a name as they are. */
function entryName(entry: SyntaxNode): string | undefined {
  const alias = textIn(entry, 'alias');
  if (alias !== '') return alias;
  const values = listIn(entry, 'values');
  const isPlain = values.every(value => plainTypes.has(textIn(nodeIn(value, 'type') ?? {}, 'id')));
  return isPlain && values.length > 0 ? values.map(({ value }) => value).join('_') : undefined;
}

/** Of the others, such as a date, the tree holds a number that stands for it. */
const plainTypes: ReadonlySet<string> = new Set(['VARCHAR', 'INTEGER', 'BIGINT']);

/** The columns that a PIVOT does not name are those it groups by. */
function watched(from: Scope['from'], used: Set<string>): Scope['from'] {
  const tables = from.tables.map(table => ({
    ...table,
    onName: (column: TracedColumn) => {
      used.add((column.name ?? '').toLowerCase());
      table.onName?.(column);
    },
  }));
  return { ...from, tables };
}

/** Several columns become rows: one column for their names, one or more for their values. */
function unpivoted(node: SyntaxNode, { from }: Scope): TracedRelation {
  const [pivot, ...more] = listIn(node, 'pivots');
  const entries = listIn(pivot ?? {}, 'entries');
  if (more.length > 0 || entries.some(entry => nodeIn(entry, 'star_expr') !== undefined)) {
    return unknown('an UNPIVOT of columns that are computed', { from } as Scope);
  }
  const places = textsIn(node, 'unpivot_names');
  const byName = new Map(from.star.map(column => [column.name!.toLowerCase(), column]));
  const rows = entries.map(entry =>
    listIn(entry, 'values').map(value => textIn(value, 'value').toLowerCase()),
  );
  const cells = places.map((_, index) =>
    rows.map(row => {
      const column = byName.get(row[index] ?? '');
      return column === undefined
        ? unknownOrigins('an UNPIVOT of an expression')
        : read(column.table, column);
    }),
  );
  const used = new Set(rows.flat());
  const kept = from.star.filter(({ name }) => !used.has(name!.toLowerCase()));
  const filter: Origins = node.include_nulls === true ? noOrigins : as('filter', union(...cells.flat()));
  return {
    columns: [
      ...kept,
      ...textsIn(pivot!, 'unpivot_names').map(name => ({ name, origins: noOrigins, expression: 'unpivot' })),
      ...places.map((name, index) => ({
        ...{ name, expression: 'unpivot' },
        origins: as('transformation', union(...cells[index]!)),
      })),
    ],
    rest: undefined,
    rows: union(from.rows, filter),
  };
}

function unknown(reason: string, { from }: Pick<Scope, 'from'>): TracedRelation {
  const rest = unknownOrigins(reason);
  return { columns: [], rest, rows: union(from.rows, rest) };
}
