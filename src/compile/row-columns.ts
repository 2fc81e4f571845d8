import type { Column } from '../columns/column.ts';
import type { CompiledSource } from './node.ts';

/** The columns of a source's rows: those of its records, and the one that tells the file of each. */
export function rowColumns({
  declared,
  fileColumn,
}: Pick<CompiledSource, 'declared' | 'fileColumn'>): readonly Column[] {
  return fileColumn === null ? declared : [...declared, { name: fileColumn, type: 'VARCHAR' }];
}
