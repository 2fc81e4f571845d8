import { aggregates, lambdaFunctions, valueNames } from '../../syntax/function-names.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { as, noOrigins, type Origins, type Role, union, unknownOrigins } from './origin.ts';
import { read, resolve, type Scope } from './scope.ts';
import { readStar, starColumns } from './star-columns.ts';
import type { Tracer } from './tracer.ts';

/** The columns that the value of an expression comes from. A kind of expression that is not known makes it unknown. */
export function traceExpression(node: SyntaxNode, scope: Scope, tracer: Tracer): Origins {
  const trace = (child: SyntaxNode | undefined) =>
    child === undefined ? noOrigins : traceExpression(child, scope, tracer);
  const traceAll = (role: Role, children: readonly (SyntaxNode | undefined)[]) =>
    as(role, union(...children.map(trace)));
  switch (node.class) {
    case 'CONSTANT':
    case 'DEFAULT':
      return noOrigins;
    case 'COLUMN_REF':
      return traceReference(node, scope);
    case 'STAR':
      return traceStar(node, scope);
    case 'POSITIONAL_REFERENCE': {
      const column = scope.from.star[Number(node.index) - 1];
      return column === undefined ? unknownOrigins('a column by number') : read(column.table, column);
    }
    case 'CAST':
    case 'COLLATE':
      return traceAll('transformation', [nodeIn(node, 'child')]);
    case 'COMPARISON':
      return traceAll('transformation', [nodeIn(node, 'left'), nodeIn(node, 'right')]);
    case 'BETWEEN':
      return traceAll(
        'transformation',
        ['input', 'lower', 'upper'].map(key => nodeIn(node, key)),
      );
    case 'CONJUNCTION':
    case 'OPERATOR':
      return traceAll('transformation', listIn(node, 'children'));
    case 'LAMBDA':
      return traceAll('transformation', [nodeIn(node, 'lhs'), nodeIn(node, 'expr')]);
    case 'CASE': {
      const checks = listIn(node, 'case_checks');
      return union(
        traceAll(
          'condition',
          checks.map(check => nodeIn(check, 'when_expr')),
        ),
        traceAll('transformation', [
          ...checks.map(check => nodeIn(check, 'then_expr')),
          nodeIn(node, 'else_expr'),
        ]),
      );
    }
    case 'FUNCTION':
      return traceFunction(node, scope, tracer);
    case 'WINDOW':
      return traceWindow(node, traceAll);
    case 'SUBQUERY':
      return traceSubquery(node, scope, tracer);
    default:
      return unknownOrigins(`an expression of the kind ${String(node.class)}`);
  }
}

/** The expressions in a list of ORDER BY. */
export function orderedBy(orders: readonly SyntaxNode[]): readonly SyntaxNode[] {
  return orders.map(order => nodeIn(order, 'expression')).filter(expression => expression !== undefined);
}

function traceReference(node: SyntaxNode, scope: Scope): Origins {
  const names = textsIn(node, 'column_names');
  const found = resolve(names, scope);
  if (found !== undefined) return found;
  const isValue = names.length === 1 && valueNames.has(names[0]!.toLowerCase());
  return isValue ? noOrigins : unknownOrigins(`the name ${names.join('.')}`);
}

function traceStar(star: SyntaxNode, scope: Scope): Origins {
  return scope.current === undefined ? readStar(starColumns(star, scope)) : scope.current.origins;
}

function traceFunction(node: SyntaxNode, scope: Scope, tracer: Tracer): Origins {
  const name = textIn(node, 'function_name').toLowerCase();
  if (tracer.opaque.has(name)) return unknownOrigins(`the macro ${name}, which a hook defines`);
  const children = listIn(node, 'children').map(child =>
    child.class === 'LAMBDA' && lambdaFunctions.has(name)
      ? traceLambda(child, scope, tracer)
      : traceExpression(child, scope, tracer),
  );
  const trace = (part: SyntaxNode) => traceExpression(part, scope, tracer);
  const filter = nodeIn(node, 'filter');
  return union(
    as(aggregates.has(name) ? 'aggregation' : 'transformation', union(receiverOf(node, scope), ...children)),
    filter === undefined ? noOrigins : as('filter', trace(filter)),
    as('order', union(...orderedBy(listIn(nodeIn(node, 'order_bys') ?? {}, 'orders')).map(trace))),
  );
}

/** `title.upper()` is parsed as the function of a schema; a column of that name is its first argument. */
function receiverOf(node: SyntaxNode, scope: Scope): Origins {
  const names = [textIn(node, 'catalog'), textIn(node, 'schema')].filter(name => name !== '');
  if (names.length === 0 || ['main', 'pg_catalog'].includes(names.at(-1)!)) return noOrigins;
  return resolve(names, scope) ?? noOrigins;
}

function traceLambda(node: SyntaxNode, scope: Scope, tracer: Tracer): Origins {
  const left = nodeIn(node, 'lhs') ?? {};
  const parameters = left.class === 'COLUMN_REF' ? [left] : listIn(left, 'children');
  const names = parameters.flatMap(parameter => textsIn(parameter, 'column_names'));
  const params = new Set([...(scope.params ?? []), ...names.map(name => name.toLowerCase())]);
  const body = nodeIn(node, 'expr');
  return body === undefined ? noOrigins : traceExpression(body, { ...scope, params }, tracer);
}

function traceWindow(
  node: SyntaxNode,
  trace: (role: Role, children: readonly (SyntaxNode | undefined)[]) => Origins,
): Origins {
  const isAggregate = node.type === 'WINDOW_AGGREGATE';
  const argumentOrders = orderedBy(listIn(node, 'arg_orders'));
  return union(
    trace(isAggregate ? 'aggregation' : 'transformation', listIn(node, 'children')),
    trace('transformation', [nodeIn(node, 'default_expr')]),
    trace('window', [
      ...listIn(node, 'partitions'),
      ...orderedBy(listIn(node, 'orders')),
      ...['start_expr', 'end_expr', 'offset_expr'].map(key => nodeIn(node, key)),
    ]),
    trace('filter', [nodeIn(node, 'filter_expr')]),
    trace('order', argumentOrders),
  );
}

function traceSubquery(node: SyntaxNode, scope: Scope, tracer: Tracer): Origins {
  const query = nodeIn(nodeIn(node, 'subquery') ?? {}, 'node');
  if (query === undefined) return unknownOrigins('a subquery');
  const { columns, rest, rows } = tracer.query(query, scope.ctes, scope);
  if (node.subquery_type === 'EXISTS') return rows;
  const value = union(rest ?? noOrigins, ...columns.map(({ origins }) => origins));
  if (node.subquery_type === 'SCALAR') return union(value, rows);
  const child = nodeIn(node, 'child');
  return union(
    as(
      'transformation',
      union(value, child === undefined ? noOrigins : traceExpression(child, scope, tracer)),
    ),
    rows,
  );
}
