import { lakeName } from '../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../compile/node.ts';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import type { RunCommand } from './run-plan.ts';

export interface Publishers {
  readonly command: RunCommand;
  /** Every enabled node of the project. */
  readonly nodes: readonly CompiledNode[];
  /** Names of the tables in the base release. */
  readonly released: ReadonlySet<string>;
}

/** Tables stay in a lake when their model is gone or no longer published, so a build has to name them. */
export function orphanTableWarnings({ command, nodes, released }: Publishers): readonly Diagnostic[] {
  const published = new Set(nodes.filter(isPublished).map(({ relation }) => lakeName(relation)));
  const orphans = [...released].filter(name => !published.has(name));
  if (command !== 'build' || orphans.length === 0) return [];
  const names = new Intl.ListFormat('en').format(orphans);
  const them = orphans.length === 1 ? 'it' : 'them';
  return [
    warning('orphan-table', `The lake still holds ${names}, which nothing in the project publishes.`, {
      hint: `Drop ${them} with: sparkify releases prune --tables ${orphans.join(' ')}`,
    }),
  ];
}
