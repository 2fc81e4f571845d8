import type { SourceChange } from '../release/source-ledger.ts';
import { fileState } from '../source/file-state.ts';
import { mapInTurns } from '../storage/turns.ts';
import { toSourceChange } from './bound-source.ts';
import type { NewFiles } from './incremental/find-new-files.ts';
import type { Resumption } from './prepare-run.ts';
import type { Reading } from './reading.ts';
import type { SourceBinder } from './source-binder.ts';
import type { SourceFiles } from './source-files.ts';

interface ReadInput {
  readonly reading?: Reading | undefined;
  readonly resumption: Resumption | undefined;
  readonly filesOf: SourceFiles;
  readonly newFiles: ReadonlyMap<string, NewFiles>;
}

/**
 * What is to be written down of the sources that a run read whole. What an earlier attempt read is as it was listed now,
 * or its tables would not stand; how many rows its files have nobody knows any more.
 */
export async function readSources(
  { reading, resumption, filesOf, newFiles }: ReadInput,
  binder: Pick<SourceBinder, 'read'>,
): Promise<readonly SourceChange[]> {
  if (reading !== undefined) return [];
  const read = once(binder.read().map(change => withKnownFiles(change, [...newFiles.values()])));
  const known = new Set(read.map(({ node }) => node));
  const earlier = (resumption?.read ?? []).filter(({ uniqueId }) => !known.has(uniqueId));
  const others = earlier.map(async node => {
    const files = await filesOf(node);
    const states = await mapInTurns(files, fileState);
    const unread = { replacements: new Map(), badRecords: new Map() };
    return toSourceChange({ node, files, states, rows: () => undefined, ...unread });
  });
  return [...read, ...(await Promise.all(others))];
}

/** What a model read of new files is not the source: with the files that were read before it is. */
function withKnownFiles(change: SourceChange, newFiles: readonly NewFiles[]): SourceChange {
  const found = newFiles.find(({ source }) => source.uniqueId === change.node);
  if (found === undefined) return change;
  return { ...change, node: found.whole.uniqueId, files: [...change.files, ...found.known] };
}

/** Each source once, as it was listed in this run: who read all of it knows most. */
function once(changes: readonly SourceChange[]): readonly SourceChange[] {
  const unread = ({ files }: SourceChange) => files.filter(({ rows }) => rows === null).length;
  const best = changes.toSorted((one, other) => unread(one) - unread(other));
  return [...Map.groupBy(best, ({ node }) => node).values()].map(([first]) => first!);
}
