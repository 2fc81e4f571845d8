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
  const columns = groups;
  // Which of several aggregates a column holds is told by its name alone, and only DuckDB knows how it prints it.
  const cell = values.length === 1 ? values[0]! : unknownOrigins('a PIVOT of several aggregates');
  return {
    columns,
    rest: union(cell, as('condition', union(...keys))),
    rows: union(scope.from.rows, as('group', union(...columns.map(({ origins }) => origins)))),
  };
}

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
