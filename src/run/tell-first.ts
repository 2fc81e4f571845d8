import type { Release } from '../release/documents.ts';
import type { NewFiles } from './incremental/find-new-files.ts';
import { newFilesEvent } from './incremental/new-files-event.ts';
import type { EmitRunEvent, NodeResult } from './run-event.ts';

/** Tells what of a run is taken over, and what of its sources is not read. */
export function tellFirst(
  base: Release | undefined,
  reused: readonly NodeResult[],
  { newFiles, emit }: { readonly newFiles: ReadonlyMap<string, NewFiles>; readonly emit: EmitRunEvent },
): void {
  if (base !== undefined && reused.length > 0)
    emit({ type: 'reused', release: base.release, nodes: reused.map(({ node }) => node) });
  for (const found of newFiles.values()) emit(newFilesEvent(found));
}
