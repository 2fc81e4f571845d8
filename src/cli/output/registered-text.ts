import type { Registered, RegisteredTable } from '../../release/outside-catalog.ts';
import { sum } from '../../storage/sum.ts';
import { renderQuantity } from './quantity.ts';

/**
 * What was done so that a catalog shows a release:
 *
 *     Registered 5 tables in the Glue database music: 1 created, 1 updated; 14 partitions added, 2 updated
 */
export function registeredLines({ catalog, tables, gone }: Registered): readonly string[] {
  const changes = [tableChanges(tables), partitionChanges(tables)].filter(text => text !== '');
  const what = `${renderQuantity(tables.length, 'table')} in the ${catalog}`;
  const [removed, left] = [gone.filter(each => each.removed), gone.filter(each => !each.removed)];
  const names = (some: typeof gone) => some.map(({ name }) => name).join(', ');
  return [
    changes.length === 0 ? `Registered already: ${what}` : `Registered ${what}: ${changes.join('; ')}`,
    ...(removed.length > 0 ? [`Removed from the ${catalog}: ${names(removed)}`] : []),
    ...(left.length > 0
      ? [
          `Still in the ${catalog}, though no longer registered from here: ${names(left)}. To remove: sparkify catalog sync --prune`,
        ]
      : []),
  ];
}

function tableChanges(tables: readonly RegisteredTable[]): string {
  return (['created', 'updated', 'replaced'] as const)
    .map(change => [change, tables.filter(table => table.change === change).length] as const)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count} ${change}`)
    .join(', ');
}

function partitionChanges(tables: readonly RegisteredTable[]): string {
  const [first, ...rest] = (['added', 'updated', 'removed'] as const)
    .map(change => [change, sum(tables.map(({ partitions }) => partitions[change]))] as const)
    .filter(([, count]) => count > 0);
  if (first === undefined) return '';
  const more = rest.map(([change, count]) => `${count} ${change}`);
  return [`${renderQuantity(first[1], 'partition')} ${first[0]}`, ...more].join(', ');
}
