import type { CompiledSource } from '../compile/node.ts';
import { sourceLabel } from '../compile/table-label.ts';
import type { Config } from '../config/config.ts';
import type { FileNames, RowsByFile, SourceProblem } from '../engines/session.ts';
import type { SourceFileState } from '../release/documents.ts';
import type { SourceChange } from '../release/source-ledger.ts';
import { fileNames } from '../source/file-names.ts';
import { type FileState, fileState } from '../source/file-state.ts';
import { readPath, type SourceFile } from '../source/source-file.ts';
import { mapInTurns } from '../storage/turns.ts';
import type { QuarantineReport } from './run-event.ts';

/** What is known of a source that was bound in this run. */
export interface BoundSource {
  readonly node: CompiledSource;
  readonly computed: boolean;
  readonly files: readonly SourceFile[];
  /** How they were before anything was read, in the same order. */
  readonly states: readonly FileState[];
  /** By the path that is read. */
  rows: RowsByFile;
  /** How many records of each file were bad, by its path. */
  badRecords: ReadonlyMap<string, number>;
  /** Cleaned copies by the path that they are read in place of. */
  replacements: ReadonlyMap<string, string>;
  emptyRecords: 'pass' | 'raise';
  /** Whoever reads meets them, or a search of its own does, or they were reported. */
  undeclaredKeys: 'raise' | 'search' | 'known';
  quarantine: QuarantineReport | undefined;
  /** Problems that were dealt with: meeting one of them again means that mending does not help. */
  readonly mended: Set<SourceProblem['kind']>;
  /** The mending under way, so that readers that fail together mend together. */
  mending: Promise<void> | undefined;
  /** Whether it cannot be mended, which the first to meet the problem tells. */
  failed: boolean;
}

/** What the engine is given to read. */
export function paths({
  files,
  replacements,
}: Pick<BoundSource, 'files' | 'replacements'>): readonly string[] {
  const all = new Set(files.map(readPath));
  return [...all].map(path => replacements.get(path) ?? path);
}

/** What rows call these files. Where that is asked for, every file is read by itself. */
export function namesOf(
  { fileColumn, location }: Pick<CompiledSource, 'fileColumn' | 'location'>,
  files: readonly SourceFile[],
  { projectDir }: Pick<Config, 'projectDir'>,
): FileNames | undefined {
  if (fileColumn === null) return undefined;
  return { column: fileColumn, names: fileNames(files, { location, projectDir }) };
}

/** What a source's ledger is told of the reading. */
export function toSourceChange(
  source: Pick<BoundSource, 'node' | 'files' | 'states' | 'rows' | 'replacements' | 'badRecords'>,
): SourceChange {
  const { node, files, states, replacements, badRecords } = source;
  const read = source.rows();
  const rowsOf = (file: SourceFile, quarantined: number): number | null => {
    if (read === undefined) return null;
    // Of a file that holds the records of many objects, what each has was counted when they were put there.
    const { records } = file.fetched ?? {};
    if (records !== undefined) return records - quarantined;
    const path = readPath(file);
    return read.get(replacements.get(path) ?? path) ?? 0;
  };
  return {
    name: sourceLabel(node),
    node: node.uniqueId,
    files: files.map((file, index): SourceFileState => {
      const quarantined = badRecords.get(file.path) ?? 0;
      return { ...foundFile(file, states[index]!), rows: rowsOf(file, quarantined), quarantined };
    }),
  };
}

/** Files as a ledger has them before they are read, in their order. */
export async function foundFiles(files: readonly SourceFile[]): Promise<readonly SourceFileState[]> {
  const states = await mapInTurns(files, fileState);
  return files.map((file, index) => foundFile(file, states[index]!));
}

function foundFile({ label }: SourceFile, { etag, size, modified }: FileState): SourceFileState {
  const time = new Date(Math.max(0, Math.trunc(modified))).toISOString();
  return { path: label, etag, size: Math.max(0, size), modified: time, rows: null, quarantined: 0 };
}
