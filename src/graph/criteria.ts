import type { SelectionSpec } from './parse-selection.ts';

/** A selection as a tree of set operations over specs; the command line and selectors.yml both become one. */
export type Criteria =
  | { readonly kind: 'everything' }
  | { readonly kind: 'spec'; readonly spec: SelectionSpec }
  | { readonly kind: 'union' | 'intersection'; readonly of: readonly Criteria[] }
  | { readonly kind: 'difference'; readonly from: Criteria; readonly without: Criteria };

/** Every spec of a tree, in the order it was written. */
export function specsOf(criteria: Criteria): readonly SelectionSpec[] {
  if (criteria.kind === 'everything') return [];
  if (criteria.kind === 'spec') return [criteria.spec];
  if (criteria.kind === 'difference') return [...specsOf(criteria.from), ...specsOf(criteria.without)];
  return criteria.of.flatMap(specsOf);
}

/** What `a,b c` means. */
export function fromUnion(union: readonly (readonly SelectionSpec[])[]): Criteria {
  const specs = (of: readonly SelectionSpec[]) => of.map(spec => ({ kind: 'spec', spec }) as const);
  return { kind: 'union', of: union.map(of => ({ kind: 'intersection', of: specs(of) })) };
}
