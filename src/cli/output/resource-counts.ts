import { renderQuantity } from './quantity.ts';

/** `2 models, 1 seed, 7 data tests`: how many there are of each kind of resource that there is. */
export function renderResourceCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => renderQuantity(count, nouns[kind] ?? kind))
    .join(', ');
}

const nouns: Readonly<Record<string, string>> = { test: 'data test', unit_test: 'unit test' };
