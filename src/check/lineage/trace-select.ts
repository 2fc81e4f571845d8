import { isAggregateCall, ordinalOf, partsOf } from '../../syntax/expression-parts.ts';
import { listIn, nodeIn, type SyntaxNode, textsIn } from '../../syntax/syntax-node.ts';
import { as, noOrigins, type Origins, union } from './origin.ts';
import { type Ctes, columnByName, type Scope } from './scope.ts';
import { type Items, selectItems } from './select-items.ts';
import { orderedBy, traceExpression } from './trace-expression.ts';
import { traceFrom } from './trace-from.ts';
import { type TracedRelation, wholeOf, withoutTwins } from './traced-relation.ts';
import type { Tracer } from './tracer.ts';

type Columns = Pick<TracedRelation, 'columns' | 'rest'>;

/** What a SELECT returns. */
export function traceSelect(
  node: SyntaxNode,
  ctes: Ctes,
  outer: Scope | undefined,
  tracer: Tracer,
): TracedRelation {
  const from = traceFrom(nodeIn(node, 'from_table'), ctes, outer, tracer);
  const base: Scope = { from, ctes, outer };
  const items = selectItems(node, base, tracer);
  const scope = { ...base, aliases: items.aliases };
  const clause = (key: string) => {
    const expression = nodeIn(node, key);
    return expression === undefined ? noOrigins : as('filter', traceExpression(expression, scope, tracer));
  };
  const rows = union(
    from.rows,
    as('join', items.unnested),
    clause('where_clause'),
    as('group', groupedBy(node, items, scope, tracer)),
    clause('having'),
    havingAliases(node, items),
    clause('qualify'),
    modifierRows(node, items.relation, scope, tracer),
  );
  return { ...items.relation, columns: withoutTwins(items.relation.columns), rows };
}

function groupedBy(node: SyntaxNode, items: Items, scope: Scope, tracer: Tracer): Origins {
  const groups = listIn(node, 'group_expressions').map(group => {
    const place = ordinalOf(group);
    return place === undefined
      ? traceExpression(group, scope, tracer)
      : (items.relation.columns[place - 1]?.origins ?? noOrigins);
  });
  // GROUP BY ALL: by whatever of the SELECT is no aggregate.
  const isAll = node.aggregate_handling === 'FORCE_AGGREGATES';
  const plain = isAll
    ? items.byItem.filter((_, index) => !isOfManyRows(listIn(node, 'select_list')[index]!))
    : [];
  return union(...groups, ...plain);
}

/** In HAVING an alias may hide the column of its name, which only DuckDB can tell: both count. */
function havingAliases(node: SyntaxNode, { aliases }: Items): Origins {
  const having = nodeIn(node, 'having');
  if (having === undefined) return noOrigins;
  const names = references(having).map(reference => textsIn(reference, 'column_names'));
  return as(
    'filter',
    union(
      ...names.map(([name = '', ...more]) =>
        more.length > 0 ? noOrigins : (aliases.get(name.toLowerCase()) ?? noOrigins),
      ),
    ),
  );
}

/** ORDER BY, LIMIT and DISTINCT, which also follow a UNION or the like. */
export function modifierRows(node: SyntaxNode, result: Columns, scope: Scope, tracer: Tracer): Origins {
  return union(
    ...listIn(node, 'modifiers').map(modifier => {
      switch (modifier.type) {
        case 'ORDER_MODIFIER':
          return as(
            'order',
            union(
              ...orderedBy(listIn(modifier, 'orders')).map(order => traceOrder(order, result, scope, tracer)),
            ),
          );
        case 'DISTINCT_MODIFIER': {
          const targets = listIn(modifier, 'distinct_on_targets');
          const distinct =
            targets.length > 0
              ? targets.map(target => traceOrder(target, result, scope, tracer))
              : [wholeOf(result)];
          return as('group', union(...distinct));
        }
        default:
          return as(
            'filter',
            union(
              ...['limit', 'offset'].flatMap(key => {
                const expression = nodeIn(modifier, key);
                return expression === undefined ? [] : traceExpression(expression, scope, tracer);
              }),
            ),
          );
      }
    }),
  );
}

/** By number, by the name of a result column, which hides that of a table, or by any expression. */
function traceOrder(order: SyntaxNode, result: Columns, scope: Scope, tracer: Tracer): Origins {
  const place = ordinalOf(order);
  if (place !== undefined) return result.columns[place - 1]?.origins ?? result.rest ?? noOrigins;
  if (order.type === 'STAR') return wholeOf(result);
  const names = textsIn(order, 'column_names').map(name => name.toLowerCase());
  if (order.class === 'COLUMN_REF' && names.length === 1) {
    const column = result.columns.find(({ name }) => name?.toLowerCase() === names[0]);
    if (
      column !== undefined &&
      (scope.aliases?.has(names[0]!) || columnByName(scope.from, names[0]!) === undefined)
    )
      return column.origins;
  }
  return traceExpression(order, scope, tracer);
}

function isOfManyRows(node: SyntaxNode): boolean {
  return partsOf(node).some(part => part.class === 'WINDOW' || isAggregateCall(part));
}

function references(node: SyntaxNode): readonly SyntaxNode[] {
  return partsOf(node).filter(part => part.class === 'COLUMN_REF');
}
