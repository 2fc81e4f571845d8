import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';
import type { Session } from '../../engines/session.ts';

/** How a node becomes a relation that others can read. */
export interface Materialization {
  /** What a result line calls it. */
  readonly kind: string;
  /**
   * Binds the node's relation. Gives the number of rows, or undefined when nothing was computed yet.
   *
   * @param readers how many tasks of this run read the relation
   */
  compute(session: Session, node: CompiledModel | CompiledSeed, readers: number): Promise<number | undefined>;
}
