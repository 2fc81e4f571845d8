import type { ReleaseComparison, TableNode } from '../compile/node.ts';
import { tableLabel } from '../compile/table-label.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DeclaredTest } from '../project/project.ts';
import { releasedRows } from './tested-rows.ts';

/** What a test of a column compares it with. `where` is SQL. */
export function comparisonOf(node: TableNode, column: string, where: string | undefined): ReleaseComparison {
  return {
    table: node.relation,
    column,
    rows: releasedRows(node, where),
    isChosen: where !== undefined,
  };
}

/** Only what is part of a release has rows of an earlier one to be compared with. */
export function refuseComparison({ test, at }: DeclaredTest, node: TableNode): readonly Diagnostic[] {
  const reason = whyNotReleased(node);
  if (reason === undefined) return [];
  const message = `The test ${test} compares ${tableLabel(node)} with the last release, but ${reason}.`;
  const hint =
    node.resourceType === 'source'
      ? 'Declare it on a model that reads the source and is published.'
      : 'Publish it (materialized: table, without published: false), or declare the test on a published model that reads it.';
  return [errorDiagnostic('bad-test-argument', message, { at, hint })];
}

function whyNotReleased(node: TableNode): string | undefined {
  if (node.resourceType === 'source') return 'a source is never part of one';
  if (node.config.published) return undefined;
  const { materialized } = node.config;
  if (materialized === 'view') return 'a view is never part of one';
  return materialized === 'ephemeral'
    ? 'an ephemeral model is never part of one'
    : 'published: false keeps it out of every one';
}
