import type { Relation } from '../columns/relation.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Reference } from './compiled-project.ts';
import type { TableNode } from './node.ts';

/** What became of one resource of the project. */
export interface Outcome {
  readonly uniqueId: string;
  readonly name: string;
  readonly file: string;
  /** Where a message about the resource as a whole belongs. */
  readonly at: SourcePosition;
  readonly enabled: boolean;
  /** Where that is said. */
  readonly enabledAt: SourcePosition;
  /** The table that it is. */
  readonly relation: Relation;
  /** Where something says which table it is, or else `at`. */
  readonly relationAt: SourcePosition;
  /** Undefined when it has errors. Of what is disabled, errors are nobody's concern. */
  readonly node: TableNode | undefined;
  readonly references: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}
