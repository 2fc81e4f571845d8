import { renderRelation } from '../columns/relation.ts';
import type { TableNode } from '../compile/node.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';
import type { TextResolver } from './text-resolver.ts';

/** What a test reads of its table, to stand after FROM: the table, or the rows of it that `where` chooses. */
export function testedRows(node: TableNode, where: string | undefined, resolver: TextResolver): string {
  const relation = renderRelation(node.relation);
  // The line break ends a comment in the condition.
  return where === undefined
    ? relation
    : `(select * from ${relation} where ${resolver.text(where)}\n) as tested`;
}

/** A test of columns that stands on a table and names none. */
export function missingColumn(declared: DeclaredTest, node: TableNode): Diagnostic {
  return errorDiagnostic(
    'bad-test-argument',
    `The test ${declared.test} on ${node.name} does not say which column it tests.`,
    { at: declared.at, hint: 'Declare it on a column, or add column_name: to its arguments.' },
  );
}

/** A test of tables that stands on a column. */
export function misplacedTest(declared: DeclaredTest, node: TableNode): Diagnostic {
  return errorDiagnostic(
    'bad-test-argument',
    `The test ${declared.test} tests ${node.name} as a whole, not one of its columns.`,
    { at: declared.at, hint: 'Move it to the data_tests of the table.' },
  );
}
