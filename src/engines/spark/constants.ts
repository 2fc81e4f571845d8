import type { ColumnType } from '../../columns/column-type.ts';
import { nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import { quoteSparkText } from './quote-spark.ts';
import type { SparkValue } from './spark-value.ts';

/** A literal. Its type is the one that DuckDB gives it where nothing around it asks for another. */
export function translateConstant(node: SyntaxNode): SparkValue {
  const value = nodeIn(node, 'value') ?? {};
  const type = nodeIn(value, 'type') ?? {};
  if (value.is_null === true) return { sql: 'NULL', type: 'void' };
  const id = textIn(type, 'id');
  // An empty text is left out of the tree.
  const held = value.value ?? '';
  switch (id) {
    case 'BOOLEAN':
      return { sql: held === true ? 'true' : 'false', type: 'boolean' };
    case 'INTEGER':
      return { sql: String(held), type: 'int' };
    case 'BIGINT':
      return { sql: `${held}L`, type: 'bigint' };
    case 'HUGEINT':
      return { sql: `CAST(${hugeText(held, node)}BD AS decimal(38,0))`, type: 'decimal(38,0)' };
    case 'DOUBLE':
      return { sql: doubleText(held), type: 'double' };
    case 'DECIMAL':
      return decimalConstant(held, nodeIn(type, 'type_info') ?? {}, node);
    case 'VARCHAR':
      return { sql: quoteSparkText(String(held)), type: 'string' };
    default:
      throw new NotPortable(`A literal of the type ${id} has no form in Spark SQL.`, node);
  }
}

/** The type of a literal by itself. */
export function constantType(node: SyntaxNode): ColumnType | undefined {
  const value = nodeIn(node, 'value') ?? {};
  const type = nodeIn(value, 'type') ?? {};
  const id = textIn(type, 'id');
  if (id !== 'DECIMAL') return id === '' ? undefined : { kind: 'scalar', name: id };
  const info = nodeIn(type, 'type_info') ?? {};
  return { kind: 'decimal', precision: Number(info.width), scale: Number(info.scale ?? 0) };
}

/** The value is written without its point: 15 with a scale of 1 is 1.5. */
function decimalConstant(held: unknown, info: SyntaxNode, node: SyntaxNode): SparkValue {
  const precision = Number(info.width);
  const scale = Number(info.scale ?? 0);
  const digits = hugeText(held, node);
  const isNegative = digits.startsWith('-');
  const padded = digits.replace('-', '').padStart(scale + 1, '0');
  const whole = padded.slice(0, padded.length - scale);
  const text = `${isNegative ? '-' : ''}${whole}${scale === 0 ? '' : `.${padded.slice(-scale)}`}`;
  return { sql: `CAST(${text}BD AS decimal(${precision},${scale}))`, type: `decimal(${precision},${scale})` };
}

/** Numbers of more than 64 bits come in two halves. */
function hugeText(held: unknown, node: SyntaxNode): string {
  if (typeof held === 'number' || typeof held === 'bigint') return String(held);
  if (typeof held !== 'object' || held === null) throw new NotPortable('A literal cannot be read.', node);
  const { upper = 0, lower = 0 } = held as {
    readonly upper?: number | bigint;
    readonly lower?: number | bigint;
  };
  return String((BigInt(upper) << 64n) + BigInt(lower));
}

function doubleText(held: unknown): string {
  const number = Number(held);
  if (Number.isNaN(number)) return "double('NaN')";
  if (!Number.isFinite(number)) return number > 0 ? "double('Infinity')" : "double('-Infinity')";
  return `${number}D`;
}
