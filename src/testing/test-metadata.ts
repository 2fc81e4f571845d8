import { quoteIdentifier } from '../columns/quote.ts';
import type { TableNode } from '../compile/node.ts';
import type { DeclaredTest } from '../project/project.ts';
import { type PythonValue, WholeFloat } from './python-text.ts';
import type { TestDeclaration } from './test-declaration.ts';

/** What a declared test is, as dbt's `test_metadata` says it: names and ids are made of it. */
export interface TestMetadata {
  readonly name: string;
  /** The arguments as they are written, the column and the table among them. */
  readonly kwargs: Readonly<Record<string, PythonValue>>;
  /** The package before the name: `dbt_utils`. */
  readonly namespace: string | null;
}

interface Tested extends Omit<TestDeclaration, 'declared'> {
  readonly declared: Pick<DeclaredTest, 'test' | 'arguments' | 'wholeFloats'>;
}

export function testMetadata({ declared, node, column }: Tested): TestMetadata {
  const [first, second] = declared.test.split('.', 2) as [string, string?];
  return {
    name: second ?? first,
    kwargs: {
      ...writtenArguments(declared),
      ...(column === undefined ? {} : { column_name: columnName(node, column) }),
      model: `{{ get_where_subquery(${call(node)}) }}`,
    },
    namespace: second === undefined ? null : first,
  };
}

/** With floats told from integers. */
function writtenArguments({
  arguments: given,
  wholeFloats,
}: Tested['declared']): Record<string, PythonValue> {
  const written = (value: PythonValue, path: readonly PropertyKey[]): PythonValue => {
    if (typeof value === 'number') {
      return wholeFloats?.has(JSON.stringify(path)) ? new WholeFloat(value) : value;
    }
    if (typeof value !== 'object' || value === null || value instanceof WholeFloat) return value;
    if (Array.isArray(value)) return value.map((item, index) => written(item, [...path, index]));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, written(inner, [...path, key])]),
    );
  };
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, written(value, [key])]));
}

/** dbt quotes the name of a column that says `quote: true`. */
function columnName({ columns }: TableNode, column: string): string {
  return columns.some(({ name, quote }) => name === column && quote) ? quoteIdentifier(column) : column;
}

function call(table: TableNode): string {
  return table.resourceType === 'source'
    ? `source('${table.source}', '${table.name}')`
    : `ref('${table.name}')`;
}
