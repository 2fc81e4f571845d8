/** A run that is taken up again, by unique ids. */
export interface EarlierRun {
  /** What it was about. */
  readonly results: ReadonlyMap<string, unknown>;
  /** What it and those that it retried did. */
  readonly done: Readonly<Record<string, unknown>>;
}

/** What an earlier run was about, as far as it is still there. */
export function selectedBefore(
  nodes: readonly { readonly uniqueId: string }[],
  { results, done }: EarlierRun,
): ReadonlySet<string> {
  const ids = nodes.map(node => node.uniqueId);
  return new Set(ids.filter(id => results.has(id) || Object.hasOwn(done, id)));
}
