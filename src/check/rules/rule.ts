import type { Column } from '../../columns/column.ts';
import type { BuiltNode } from '../../compile/node.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** Something that must hold of a table once its columns are known. One file each, one line in the registry. */
export interface Rule {
  /** Whether it judges types, so that it has nothing to say of a table whose types are not sure. */
  readonly isOfTypes?: boolean;
  check(node: BuiltNode, columns: readonly Column[]): readonly Diagnostic[];
}
