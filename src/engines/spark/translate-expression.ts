import type { ColumnType } from '../../columns/column-type.ts';
import { listIn, nodeIn, type SyntaxNode, textsIn } from '../../syntax/syntax-node.ts';
import { translateCast } from './casts.ts';
import { translateConstant } from './constants.ts';
import { NotPortable } from './not-portable.ts';
import { translateOperator } from './operators.ts';
import { quoteSparkName } from './quote-spark.ts';
import { resolveName, type Scope } from './scope.ts';
import { sparkType } from './spark-type.ts';
import { cast, type SparkValue } from './spark-value.ts';
import { translateFunction } from './translate-function.ts';
import { translateSubquery } from './translate-subquery.ts';
import { translateWindow } from './translate-window.ts';
import type { Translation } from './translation.ts';
import { boolean, required, typeOf } from './type-of.ts';

/** An expression in Spark SQL, with the Spark type that stands for its type in DuckDB. */
export function translateExpression(node: SyntaxNode, scope: Scope, translation: Translation): SparkValue {
  const type = typeOf(node, translation);
  const value = translated(node, type, scope, translation);
  return type === undefined || value.type === 'void' ? value : cast(value, type, node);
}

/** The expression as a value of another type, as DuckDB converts it where it has to. */
export function translateAs(
  node: SyntaxNode,
  type: ColumnType,
  scope: Scope,
  translation: Translation,
): SparkValue {
  const value = translateExpression(node, scope, translation);
  const own = typeOf(node, translation);
  if (own === undefined || value.type === 'void') return cast({ ...value, type: undefined }, type, node);
  return translateCast(value, own, type, node);
}

function translated(
  node: SyntaxNode,
  type: ColumnType | undefined,
  scope: Scope,
  translation: Translation,
): SparkValue {
  const as = (child: SyntaxNode, wanted: ColumnType) => translateAs(child, wanted, scope, translation);
  switch (node.class) {
    case 'CONSTANT':
      return translateConstant(node);
    case 'COLUMN_REF':
      return translateReference(node, scope, translation);
    case 'CAST': {
      const child = nodeIn(node, 'child')!;
      const from = typeOf(child, translation);
      const to = required(type, node);
      const value = translateExpression(child, scope, translation);
      return from === undefined || value.type === 'void'
        ? cast({ ...value, type: undefined }, to, node)
        : translateCast(value, from, to, node, node.try_cast === true);
    }
    case 'CONJUNCTION': {
      const word = node.type === 'CONJUNCTION_AND' ? 'AND' : 'OR';
      const parts = listIn(node, 'children').map(child => as(child, boolean).sql);
      return { sql: `(${parts.join(` ${word} `)})`, type: 'boolean' };
    }
    case 'COMPARISON':
    case 'BETWEEN':
    case 'OPERATOR':
      return translateOperator(node, type, {
        ...{ scope, translation },
        as,
        plain: child => translateExpression(child, scope, translation),
        typeOf: child => typeOf(child, translation),
      });
    case 'CASE':
      return translateCase(node, required(type, node), as);
    case 'FUNCTION':
      return translateFunction(node, type, scope, translation);
    case 'WINDOW':
      return translateWindow(node, required(type, node), scope, translation);
    case 'SUBQUERY':
      return translateSubquery(node, scope, translation);
    default:
      throw new NotPortable(
        `An expression of the kind ${String(node.class)} has no form in Spark SQL.`,
        node,
      );
  }
}

/** Values that SQL writes as if they were columns. */
const values: Readonly<Record<string, string>> = {
  current_date: 'current_date()',
  current_timestamp: 'current_timestamp()',
};

function translateReference(node: SyntaxNode, scope: Scope, translation: Translation): SparkValue {
  const names = textsIn(node, 'column_names');
  const [first = ''] = names;
  if (scope.parameters.has(first.toLowerCase())) {
    return { sql: names.map(quoteSparkName).join('.'), type: undefined };
  }
  const alias = names.length === 1 ? scope.aliases.get(first.toLowerCase()) : undefined;
  if (alias !== undefined && scope.isNamedFirst === true)
    return translateExpression(alias, { ...scope, isNamedFirst: false }, translation);
  const merged = names.length === 1 ? scope.merged.get(first.toLowerCase()) : undefined;
  if (merged !== undefined) return { sql: merged, type: undefined };
  const found = resolveName(names, scope);
  if (found !== undefined) {
    const path = [found.table, found.column, ...found.fields].map(quoteSparkName).join('.');
    // A column has the Spark type of its own: tables are made with these.
    return { sql: path, type: found.fields.length > 0 ? undefined : ownType(node, translation) };
  }
  if (alias !== undefined) return translateExpression(alias, scope, translation);
  if (scope.outer !== undefined) return translateReference(node, scope.outer, translation);
  const value = names.length === 1 ? values[first.toLowerCase()] : undefined;
  if (value !== undefined) return { sql: value, type: undefined };
  throw new NotPortable(`The name ${names.join('.')} means nothing in Spark SQL.`, node);
}

function ownType(node: SyntaxNode, translation: Translation): string | undefined {
  const type = typeOf(node, translation);
  return type && sparkType(type);
}

function translateCase(
  node: SyntaxNode,
  type: ColumnType,
  as: (child: SyntaxNode, wanted: ColumnType) => SparkValue,
): SparkValue {
  const checks = listIn(node, 'case_checks').map(check => {
    const when = as(nodeIn(check, 'when_expr')!, boolean).sql;
    return `WHEN ${when} THEN ${as(nodeIn(check, 'then_expr')!, type).sql}`;
  });
  const otherwise = nodeIn(node, 'else_expr');
  const last = otherwise === undefined ? '' : ` ELSE ${as(otherwise, type).sql}`;
  return { sql: `CASE ${checks.join(' ')}${last} END`, type: undefined };
}
