export type ResourceType = 'model' | 'seed' | 'source' | 'test' | 'unit_test' | 'exposure';

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
  /** Of models and seeds. */
  readonly config?: object;
  /** The source's name, when the node is a table of one. */
  readonly source?: string;
  /** The next four are of tests. */
  readonly testType?: 'generic' | 'singular' | 'constraint' | 'unit';
  readonly severity?: 'error' | 'warn';
  /** Which files its SQL was written in. */
  readonly map?: { readonly segments: readonly { readonly file: string }[] } | undefined;
  /** What a generic test was declared with: `not_null`. */
  readonly declaration?: { readonly test: string } | undefined;
}
