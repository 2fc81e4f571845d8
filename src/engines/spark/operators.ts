import type { ColumnType } from '../../columns/column-type.ts';
import { listIn, nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { isInteger } from './casts.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkName } from './quote-spark.ts';
import type { Scope } from './scope.ts';
import type { SparkValue } from './spark-value.ts';
import type { Translation } from './translation.ts';

interface Operands {
  readonly scope: Scope;
  readonly translation: Translation;
  readonly as: (node: SyntaxNode, type: ColumnType) => SparkValue;
  readonly plain: (node: SyntaxNode) => SparkValue;
  readonly typeOf: (node: SyntaxNode) => ColumnType | undefined;
}

const comparisons: Readonly<Record<string, (left: string, right: string) => string>> = {
  COMPARE_EQUAL: (left, right) => `(${left} = ${right})`,
  COMPARE_NOTEQUAL: (left, right) => `(${left} <> ${right})`,
  COMPARE_LESSTHAN: (left, right) => `(${left} < ${right})`,
  COMPARE_GREATERTHAN: (left, right) => `(${left} > ${right})`,
  COMPARE_LESSTHANOREQUALTO: (left, right) => `(${left} <= ${right})`,
  COMPARE_GREATERTHANOREQUALTO: (left, right) => `(${left} >= ${right})`,
  COMPARE_DISTINCT_FROM: (left, right) => `(NOT (${left} <=> ${right}))`,
  COMPARE_NOT_DISTINCT_FROM: (left, right) => `(${left} <=> ${right})`,
};

/** Comparisons and the operators that DuckDB's tree does not hold as functions. */
export function translateOperator(
  node: SyntaxNode,
  type: ColumnType | undefined,
  operands: Operands,
): SparkValue {
  const kind = textIn(node, 'type');
  const children = listIn(node, 'children');
  const compared = (parts: readonly SyntaxNode[]) => comparedTexts(node, parts, operands);
  const comparison = comparisons[kind];
  if (comparison !== undefined) {
    const [left, right] = compared([nodeIn(node, 'left')!, nodeIn(node, 'right')!]);
    return truth(comparison(left!, right!));
  }
  switch (kind) {
    case 'COMPARE_BETWEEN': {
      const [input, lower, upper] = compared(['input', 'lower', 'upper'].map(key => nodeIn(node, key)!));
      return truth(`(${input} BETWEEN ${lower} AND ${upper})`);
    }
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN': {
      const [input, ...list] = compared(children);
      return truth(`(${input} ${kind === 'COMPARE_IN' ? '' : 'NOT '}IN (${list.join(', ')}))`);
    }
    case 'OPERATOR_NOT':
      return truth(`(NOT ${operands.as(children[0]!, { kind: 'scalar', name: 'BOOLEAN' }).sql})`);
    case 'OPERATOR_IS_NULL':
      return truth(`(${operands.plain(children[0]!).sql} IS NULL)`);
    case 'OPERATOR_IS_NOT_NULL':
      return truth(`(${operands.plain(children[0]!).sql} IS NOT NULL)`);
    case 'OPERATOR_COALESCE': {
      if (type === undefined) break;
      return {
        sql: `coalesce(${children.map(child => operands.as(child, type).sql).join(', ')})`,
        type: undefined,
      };
    }
    case 'ARRAY_EXTRACT':
      return translateExtract(children, operands);
    case 'STRUCT_EXTRACT':
      return translateField(children, operands);
  }
  throw new NotPortable(`The operator ${kind} has no known form in Spark SQL.`, node);
}

function truth(sql: string): SparkValue {
  return { sql, type: 'boolean' };
}

/** Operands in the one type in which DuckDB compares them. */
function comparedTexts(
  node: SyntaxNode,
  parts: readonly SyntaxNode[],
  { as, plain, translation, typeOf }: Operands,
): readonly string[] {
  const type = translation.typed.comparedAs(node);
  if (type === undefined) throw new NotPortable('It cannot be told how these values are compared.', node);
  return parts.map(part => (typeOf(part) === undefined ? plain(part) : as(part, type)).sql);
}

/** `list[1]`, `map['key']`, `struct['field']`: beyond the end is NULL, from the end is negative. */
function translateExtract(children: readonly SyntaxNode[], { plain, as, typeOf }: Operands): SparkValue {
  const [from, key] = children as readonly [SyntaxNode, SyntaxNode];
  const type = typeOf(from);
  const sql = plain(from).sql;
  switch (type?.kind) {
    case 'list': {
      const keyType = typeOf(key);
      if (keyType === undefined || !isInteger(keyType)) break;
      const index = as(key, { kind: 'scalar', name: 'INTEGER' }).sql;
      // DuckDB has no element 0; Spark fails at it.
      return { sql: `try_element_at(${sql}, nullif(${index}, 0))`, type: undefined };
    }
    case 'scalar': {
      const place = nodeIn(key, 'value')?.value;
      if (type.name !== 'VARCHAR' || typeof place !== 'number') break;
      return { sql: `substring(${sql}, ${place}, 1)`, type: 'string' };
    }
    case 'map':
      return { sql: `try_element_at(${sql}, ${as(key, type.key).sql})`, type: undefined };
    case 'struct':
      return translateField(children, { plain } as Operands);
  }
  throw new NotPortable('This subscript has no known form in Spark SQL.', from);
}

function translateField(children: readonly SyntaxNode[], { plain }: Pick<Operands, 'plain'>): SparkValue {
  const [from, key] = children as readonly [SyntaxNode, SyntaxNode];
  const name = nodeIn(key, 'value')?.value;
  if (typeof name !== 'string') throw new NotPortable('A field of a struct is named by a literal.', key);
  return { sql: `${plain(from).sql}.${quoteSparkName(name)}`, type: undefined };
}
