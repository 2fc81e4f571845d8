import type { Relation } from '../../columns/relation.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { cteReferences } from './cte-references.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import type { Scope } from './scope.ts';
import { translateAs, translateExpression } from './translate-expression.ts';
import { translateSelect } from './translate-select.ts';
import { translateSetOperation } from './translate-set-operation.ts';
import type { Translation } from './translation.ts';
import type { TypedQuery } from './typed-query.ts';

/**
 * Writes a query of DuckDB in Spark SQL, so that its columns have the same names and values, and the Spark types that stand
 * for their types in DuckDB. Spark must run in ANSI mode, in UTC, and without loss of precision in decimals.
 *
 * @throws NotPortable for the first construct of which that is not known
 */
export function translateQuery(typed: TypedQuery, tableName: (relation: Relation) => string): string {
  const translation: Translation = {
    ...{ typed, tableName, cteReferences: cteReferences(typed.node) },
    query: (node, outer) => queryText(node, outer, translation),
    expression: (node, scope) => translateExpression(node, scope, translation),
    as: (node, type, scope) => translateAs(node, type, scope, translation),
  };
  return queryText(typed.node, undefined, translation);
}

/** A query, or one inside of another, with its common table expressions. */
function queryText(node: SyntaxNode, outer: Scope | undefined, translation: Translation): string {
  const texts = listIn(nodeIn(node, 'cte_map') ?? {}, 'map').map(entry => {
    const value = nodeIn(entry, 'value')!;
    const names = textsIn(value, 'aliases').map(quoteSparkName);
    const columns = names.length === 0 ? '' : `(${names.join(', ')})`;
    const inner = queryText(nodeIn(nodeIn(value, 'query')!, 'node')!, outer, translation);
    return `${quoteSparkName(textIn(entry, 'key'))}${columns} AS (${inner})`;
  });
  const lead = texts.length === 0 ? '' : `WITH ${texts.join(', ')} `;
  return `${lead}${body(node, outer, translation)}`;
}

function body(node: SyntaxNode, outer: Scope | undefined, translation: Translation): string {
  if (node.type === 'SELECT_NODE') return translateSelect(node, outer, translation);
  if (node.type === 'SET_OPERATION_NODE') return translateSetOperation(node, outer, translation);
  throw new NotPortable(`A query of the kind ${String(node.type)} has no form in Spark SQL.`, node);
}
