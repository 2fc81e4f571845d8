import type { SourcePosition } from '../diagnostics/position.ts';

export type ResourceType = 'model' | 'seed' | 'source' | 'test';

interface Declaration {
  readonly test: string;
  readonly at: SourcePosition;
}

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
  /** Generic tests that a table declares; a test's `at` leads back to them. */
  readonly tests?: readonly Declaration[];
  readonly columns?: readonly { readonly tests: readonly Declaration[] }[];
  /** The next three are of tests. */
  readonly testType?: 'generic' | 'singular' | 'constraint';
  readonly severity?: 'error' | 'warn';
  readonly at?: SourcePosition;
}
