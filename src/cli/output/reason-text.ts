import { isTest } from '../../compile/is-test.ts';
import type { ColumnDifference } from '../../release/diff.ts';
import type { RunReason } from '../../run/plan/run-reason.ts';
import type { NodeLabel } from '../../run/run-event.ts';
import { renderQuantity } from './quantity.ts';

/** All reasons of a node in one line; parents are told of together. */
export function renderReasons(
  reasons: readonly RunReason[],
  node: Pick<NodeLabel, 'resourceType'>,
  nameOf: (id: string) => string,
): string {
  const parents = reasons.filter(({ kind }) => kind === 'parent');
  const others = reasons
    .filter(({ kind }) => kind !== 'parent')
    .map(reason => renderReason(reason, node, nameOf));
  if (parents.length < 2)
    return [...others, ...parents.map(each => renderReason(each, node, nameOf))].join('; ');
  const names = parents.flatMap(reason => ('node' in reason ? [nameOf(reason.node)] : []));
  const verb = isTest(node) ? 'tests' : 'reads';
  return [...others, `${verb} ${new Intl.ListFormat('en').format(names)}, which run`].join('; ');
}

/** Why a node runs, in words. `nameOf` gives the name of a node by its unique id. */
export function renderReason(
  reason: RunReason,
  node: Pick<NodeLabel, 'resourceType'>,
  nameOf: (id: string) => string,
): string {
  const verb = isTest(node) ? 'tests' : 'reads';
  switch (reason.kind) {
    case 'first-build':
      return 'first build';
    case 'full-refresh':
      return 'is computed from scratch';
    case 'batches':
      return 'batches of it are due';
    case 'always':
      return `always runs: ${reason.because}`;
    case 'code':
      return `${ownParts[node.resourceType] ?? 'its SQL or config'} changed`;
    case 'engine':
      return 'onRunStart changed, or the version of the engine';
    case 'columns':
      return `columns change: ${renderColumnChanges(reason.columns)}`;
    case 'parent':
      return `${verb} ${nameOf(reason.node)}, which runs`;
    case 'deferred':
      return `${verb} ${nameOf(reason.node)} of another lake`;
    case 'files':
      return `${nameOf(reason.node)} has ${renderFileCounts(reason)}`;
    case 'source':
      return `it was made of other files of ${nameOf(reason.node)}, or of another declaration`;
    case 'reads':
      return 'what it reads changed';
    case 'republished':
      return `a table that it ${verb} was published anew since`;
    case 'damaged':
      return `${renderQuantity(reason.files, 'file')} of it in the lake ${reason.files === 1 ? 'is' : 'are'} missing or damaged`;
    case 'unproven':
      return 'the release does not tell what it was made of';
    case 'not-done':
      return `it has not ${isTest(node) ? 'passed' : 'run'} on these tables yet`;
  }
}

const ownParts: Readonly<Partial<Record<NodeLabel['resourceType'], string>>> = {
  seed: 'its file or config',
  test: 'its query or config',
  unit_test: 'its rows or its model',
};

/** `+ note VARCHAR, - day, id INTEGER -> BIGINT`. */
export function renderColumnChanges(columns: readonly ColumnDifference[]): string {
  return columns
    .map(({ name, change, typeBefore, typeAfter }) => {
      if (change === 'added') return `+ ${name} ${typeAfter}`;
      return change === 'removed' ? `- ${name}` : `${name} ${typeBefore} -> ${typeAfter}`;
    })
    .join(', ');
}

/** `1 new file, 2 changed files and 1 file less`. */
export function renderFileCounts({
  added,
  changed,
  removed,
}: {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}): string {
  const parts = [
    ...(added > 0 ? [renderQuantity(added, 'new file')] : []),
    ...(changed > 0 ? [renderQuantity(changed, 'changed file')] : []),
    ...(removed > 0 ? [`${renderQuantity(removed, 'file')} less`] : []),
  ];
  // To make the first format of a process takes 20 ms, amid a build.
  return parts.length > 1 ? new Intl.ListFormat('en').format(parts) : parts.join('');
}
