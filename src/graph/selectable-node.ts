/** In the order in which they are told. */
export const resourceTypes = [
  'model',
  'seed',
  'snapshot',
  'source',
  'test',
  'unit_test',
  'exposure',
] as const;

export type ResourceType = (typeof resourceTypes)[number];

/** What selection needs to know of a node. A CompiledNode is one. */
export interface SelectableNode {
  readonly uniqueId: string;
  readonly name: string;
  /** Path relative to the project folder. */
  readonly file: string;
  readonly resourceType: ResourceType;
  readonly tags: readonly string[];
  readonly meta?: object;
  readonly dependsOn: readonly string[];
  /** Unique ids of the macros that write its SQL. */
  readonly macros?: readonly string[];
  /** Of models and seeds. */
  readonly config?: object;
  readonly hooks?: Readonly<Record<'pre' | 'post', readonly { readonly macros: readonly string[] }[]>>;
  /** The source's name, when the node is a table of one. */
  readonly source?: string;
  /** The next three are of tests. */
  readonly testType?: 'generic' | 'singular' | 'constraint' | 'unit';
  readonly severity?: 'error' | 'warn';
  /** What a generic test was declared with: `not_null`. */
  readonly declaration?: { readonly test: string } | undefined;
}
