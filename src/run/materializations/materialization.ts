import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';
import type { OnStatement, Sampling, Session } from '../../engines/session.ts';

/** How a node becomes a relation that others can read. */
export interface Materialization {
  /** What a result line calls it. */
  readonly kind: string;
  /** Binds the node's relation. Gives the number of rows, or undefined when nothing was computed yet. */
  compute(
    session: Session,
    node: CompiledModel | CompiledSeed,
    options: ComputeOptions,
  ): Promise<number | undefined>;
}

export interface ComputeOptions {
  /** How many tasks of this run read the relation. */
  readonly readers: number;
  /** Which rows of a seed are read; all when undefined. */
  readonly sampling: Sampling | undefined;
  readonly onStatement: OnStatement;
}
