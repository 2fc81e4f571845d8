import { quoteIdentifier } from '../columns/quote.ts';
import { releasedRelation, renderRelation } from '../columns/relation.ts';
import type { TableNode } from '../compile/node.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';

/** What a test reads of its table, to stand after FROM: the table, or the rows of it that `where`, as SQL, chooses. */
export function testedRows({ relation }: Pick<TableNode, 'relation'>, where: string | undefined): string {
  return chosenRows(renderRelation(relation), where);
}

/** The same of the rows that a release holds of the table. A condition may name the table there, too. */
export function releasedRows({ relation }: TableNode, where: string | undefined): string {
  const released = renderRelation(releasedRelation(relation));
  return where === undefined
    ? released
    : chosenRows(`${released} as ${quoteIdentifier(relation.name)}`, where);
}

function chosenRows(from: string, where: string | undefined): string {
  // The line break ends a comment in the condition.
  return where === undefined ? from : `(select * from ${from} where ${where}\n) as tested`;
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
