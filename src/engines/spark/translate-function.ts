import type { ColumnType } from '../../columns/column-type.ts';
import { lambdaFunctions } from '../../syntax/function-names.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import type { Call, CallOrder } from './functions/call.ts';
import { functions } from './functions/registry.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import type { Scope } from './scope.ts';
import type { SparkValue } from './spark-value.ts';
import type { Translation } from './translation.ts';
import { boolean, required, typeOf } from './type-of.ts';

/** A call of a function. */
export function translateFunction(
  node: SyntaxNode,
  type: ColumnType | undefined,
  scope: Scope,
  translation: Translation,
): SparkValue {
  const name = textIn(node, 'function_name').toLowerCase();
  const schema = textIn(node, 'schema').toLowerCase();
  if (schema !== '' && !['main', 'pg_catalog'].includes(schema)) {
    throw new NotPortable(
      `The call ${schema}.${name}() has no form in Spark SQL.`,
      node,
      `Write ${name}(${schema}, …).`,
    );
  }
  const known = functions.get(name);
  if (known === undefined)
    throw new NotPortable(`The function ${name} has no known form in Spark SQL.`, node);
  const children = listIn(node, 'children');
  return known(callOf(name, node, children, required(type, node), scope, translation));
}

/** What the form of a function is made of. */
export function callOf(
  name: string,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
  type: ColumnType,
  scope: Scope,
  translation: Translation,
  over = '',
): Call {
  const order = listIn(nodeIn(node, 'order_bys') ?? {}, 'orders');
  const filter = nodeIn(node, 'filter') ?? nodeIn(node, 'filter_expr');
  return {
    ...{ name, node, children, type, over },
    orderedList: (index, order) => orderedList(children[index]!, order, scope, translation),
    typeOf: index => required(typeOf(children[index]!, translation), children[index]!),
    plain: index => translation.expression(children[index]!, scope).sql,
    as: (index, wanted) => translation.as(children[index]!, wanted, scope).sql,
    lambda: index => translateLambda(name, children[index]!, scope, translation),
    constant: index => constantText(children[index]),
    isDistinct: node.distinct === true,
    filter: filter && translation.as(filter, boolean, scope).sql,
    order: order.map(each => ({
      expression: translation.expression(nodeIn(each, 'expression')!, scope).sql,
      isDescending: each.type === 'DESCENDING',
      isNullsFirst: each.null_order === 'NULLS FIRST',
    })),
    refuse: (message, hint) => {
      throw new NotPortable(message, node, hint);
    },
  };
}

/** DuckDB writes `list(x ORDER BY x)` as `list_sort(list(x))`. */
function orderedList(
  node: SyntaxNode,
  order: Omit<CallOrder, 'expression'>,
  scope: Scope,
  translation: Translation,
): string | undefined {
  const name = textIn(node, 'function_name').toLowerCase();
  const isList = node.class === 'FUNCTION' && (name === 'list' || name === 'array_agg');
  if (!isList) return undefined;
  const type = required(typeOf(node, translation), node);
  const call = callOf(name, node, listIn(node, 'children'), type, scope, translation);
  return functions.get(name)!({ ...call, order: [{ expression: call.plain(0), ...order }] }).sql;
}

/** A literal of text or number, as text; undefined for anything else. */
function constantText(node: SyntaxNode | undefined): string | undefined {
  const value = node?.class === 'CONSTANT' ? nodeIn(node, 'value') : undefined;
  return value === undefined || value.is_null === true ? undefined : String(value.value);
}

function translateLambda(
  name: string,
  node: SyntaxNode,
  scope: Scope,
  translation: Translation,
): { readonly parameters: readonly string[]; readonly body: string } {
  if (node.class !== 'LAMBDA' || !lambdaFunctions.has(name)) {
    throw new NotPortable(`${name} needs a lambda here.`, node);
  }
  const left = nodeIn(node, 'lhs') ?? {};
  const parameters = (left.class === 'COLUMN_REF' ? [left] : listIn(left, 'children')).flatMap(parameter =>
    textsIn(parameter, 'column_names'),
  );
  const inner = new Set([...scope.parameters, ...parameters.map(parameter => parameter.toLowerCase())]);
  const body = translation.expression(nodeIn(node, 'expr')!, { ...scope, parameters: inner });
  return { parameters: parameters.map(quoteSparkName), body: body.sql };
}
