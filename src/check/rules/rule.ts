import type { Column } from '../../columns/column.ts';
import type { CompiledModel, CompiledSeed } from '../../compile/node.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** Something that must hold of a table once its columns are known. One file each, one line in the registry. */
export interface Rule {
  check(node: CompiledModel | CompiledSeed, columns: readonly Column[]): readonly Diagnostic[];
}
