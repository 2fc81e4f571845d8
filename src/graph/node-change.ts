/** What of a node can be asked for by `state:modified.<aspect>`: dbt's names. */
export const stateAspects = [
  'body',
  'configs',
  'relation',
  'persisted_descriptions',
  'macros',
  'contract',
] as const;

export type StateAspect = (typeof stateAspects)[number];

/** How a node stands beside the one of the same id in an earlier manifest. */
export interface NodeChange {
  /** Whether there was none. */
  readonly isNew: boolean;
  /** Whether anything of it is different that counts; so of what is new. */
  readonly isModified: boolean;
  /** What is different; of what is new, all that it has. */
  readonly aspects: ReadonlySet<StateAspect>;
}

/** Of every node, by unique id. */
export type NodeChanges = ReadonlyMap<string, NodeChange>;
